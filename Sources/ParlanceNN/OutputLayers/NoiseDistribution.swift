import Foundation
import ParlanceArrays
import ParlanceSystem

/// A distribution over V tokens that noise is drawn from: Q(w) ∝ max(count(w), 1)^α.
///
/// No token has probability zero, so that each can be told from noise. A draw costs the same for any
/// V: by an alias table (Walker, 1977; Vose, 1991).
public struct NoiseDistribution: Sendable {
  /// ln Q(w) of each token.
  public let logProbabilities: [Double]
  /// α.
  public let power: Double
  // Place i stands for token i with this probability, else for the other one.
  private let thresholds: [Double]
  private let others: [Int32]

  /// Creates a distribution from the tokens' counts; α = 1 is the unigram distribution, 0 the uniform
  /// one. Traps for no tokens and negative counts.
  public init(counts: [Int], power: Double = 1) {
    guard !counts.isEmpty, counts.allSatisfy({ $0 >= 0 }) else {
      fatalError("NoiseDistribution: expected counts of 0 or more, found \(counts.prefix(10))")
    }
    let weights = counts.map { pow(Double(max($0, 1)), power) }
    let total = weights.reduce(0, +)
    logProbabilities = weights.map { log($0 / total) }
    self.power = power
    (thresholds, others) = Self.table(weights.map { $0 / total * Double(counts.count) })
  }

  /// An alias table of weights of 0 or more: place i stands for i with this share, else for the other one.
  package static func table(weights: [Double]) -> (shares: [Double], others: [Int32]) {
    let total = weights.reduce(0, +)
    guard total > 0 else { return table(weights.map { _ in 1 }) }
    return table(weights.map { $0 / total * Double(weights.count) })
  }

  /// Tokens below their fair share fill their place with one that is above it.
  private static func table(_ shares: [Double]) -> (shares: [Double], others: [Int32]) {
    var (shares, others) = (shares, shares.indices.map { Int32($0) })
    var small = shares.indices.filter { shares[$0] < 1 }
    var large = shares.indices.filter { shares[$0] >= 1 }
    while let poor = small.popLast(), let rich = large.last {
      others[poor] = Int32(rich)
      shares[rich] -= 1 - shares[poor]
      if shares[rich] < 1 { small.append(large.removeLast()) }
    }
    return (shares, others)
  }

  /// Independent draws, a function of the key alone: → `count` tokens.
  public func draw(_ count: Int, key: RandomKey) -> [Int32] {
    var generator = RandomGenerator(key: key)
    return (0..<count).map { _ in
      let place = generator.uniform() * Double(thresholds.count)
      let index = Int(place)
      return place - Double(index) < thresholds[index] ? Int32(index) : others[index]
    }
  }
}
