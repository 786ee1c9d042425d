import Foundation
import ParlanceText

/// The weights of a mixture that make a text likeliest.
///
/// Found by expectation maximisation from equal weights, λᵢ ← λᵢ · 1/N Σₜ pᵢ(wₜ) / Σⱼ λⱼ pⱼ(wₜ). The
/// likelihood has one maximum, and its logarithm a token is nowhere greater by more than that of the
/// greatest of these factors: that says when to stop. Jelinek and Mercer, 1980.
public struct MixtureWeights: Sendable, Equatable {
  /// λ.
  public let weights: [Double]
  /// Steps that were made.
  public let iterations: Int
  /// Whether no other weights give more than 1e−9 nats a token.
  public let hasConverged: Bool

  private static let tolerance = 1e-9
  private static let mostIterations = 20_000

  /// Fits weights to the log-probabilities that the parts give to a text: [part][token].
  ///
  /// A token that no part thinks possible has no part in it.
  public init(fitting logProbabilities: [[Double]]) {
    let count = logProbabilities.count
    guard count > 0, logProbabilities.allSatisfy({ $0.count == logProbabilities[0].count }) else {
      fatalError(
        "MixtureWeights: expected as many tokens of each part, found "
          + "\(logProbabilities.map(\.count))")
    }
    var shares: [Double] = []
    shares.reserveCapacity(count * logProbabilities[0].count)
    for token in logProbabilities[0].indices {
      var greatest = -Double.infinity
      for part in logProbabilities { greatest = max(greatest, part[token]) }
      guard greatest > -.infinity else { continue }
      for part in logProbabilities { shares.append(exp(part[token] - greatest)) }
    }
    var weights = [Double](repeating: 1 / Double(count), count: count)
    var iterations = 0
    var gain = shares.isEmpty ? 0 : Double.infinity
    while gain > Self.tolerance && iterations < Self.mostIterations {
      let factors = Self.factors(shares, weights)
      gain = log(factors.max()!)
      for part in 0..<count { weights[part] *= factors[part] }
      iterations += 1
    }
    let sum = weights.reduce(0, +)
    self.weights = weights.map { $0 / sum }
    self.iterations = iterations
    hasConverged = gain <= Self.tolerance
  }

  /// 1/N Σₜ pᵢ(wₜ) / Σⱼ λⱼ pⱼ(wₜ), of each part.
  private static func factors(_ shares: [Double], _ weights: [Double]) -> [Double] {
    let count = weights.count
    var sums = [Double](repeating: 0, count: count)
    for begin in stride(from: 0, to: shares.count, by: count) {
      var mixed = 0.0
      for part in 0..<count { mixed += weights[part] * shares[begin + part] }
      for part in 0..<count { sums[part] += shares[begin + part] / mixed }
    }
    let tokens = Double(shares.count / count)
    return sums.map { $0 / tokens }
  }
}

extension MixtureLanguageModel {
  /// The same parts with the weights that make a text, in the mixture's ids, likeliest.
  public func fitted(to corpus: TokenCorpus) -> MixtureLanguageModel {
    weighted(MixtureWeights(fitting: partLogProbabilities(of: corpus)).weights)
  }
}
