import Foundation
import ParlanceArrays
import ParlanceSystem

/// A memory of the last n tokens, each found again by the state in which it came.
///
/// p(w) = (1 − λ) p_model(w) + λ p_cache(w), p_cache(w) ∝ Σᵢ [xᵢ₊₁ = w] exp(θ hₜ·hᵢ) over the last n
/// places i, hᵢ being the state that predicted xᵢ₊₁. Grave, Joulin and Usunier, *Improving Neural
/// Language Models with a Continuous Cache*, 2017, equations 3 to 5.
public struct ContinuousCache: Codable, Sendable, Equatable {
  /// n: the tokens that are remembered.
  public var size: Int
  /// λ: the cache's share.
  public var weight: Double
  /// θ: 0 gives each remembered token the same probability.
  public var flatness: Double

  /// Creates a cache.
  public init(size: Int = 2000, weight: Double = 0.1, flatness: Double = 0.3) {
    self.size = size
    self.weight = weight
    self.flatness = flatness
  }

  /// What is wrong with the numbers, or nil.
  public var problem: SettingProblem? {
    .first(["cacheSize": (size, 1...1 << 20)])
      ?? .first(rates: ["cacheWeight": weight])
      ?? .unless(
        flatness >= 0 && flatness.isFinite, "cacheFlatness", expected: "0 or a positive number",
        found: flatness)
  }

  /// The flatnesses that a fit tries.
  static let flatnesses = [0, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2]

  /// Log-probabilities of the mixture.
  func mixture(_ model: [Double], _ cached: [Double?]) -> [Double] {
    zip(model, cached).map { mixture($0, $1) }
  }

  /// The log-probability of one token.
  func mixture(_ model: Double, _ cached: Double?) -> Double {
    guard let cached else { return model }
    // Not through exp(model) alone, which may be 0.
    let (a, b) = (Foundation.log(1 - weight) + model, Foundation.log(weight) + cached)
    let (least, most) = (min(a, b), max(a, b))
    return most == -.infinity ? most : most + log1p(Foundation.exp(least - most))
  }

  /// Sets λ to what makes the mixture likeliest.
  mutating func fitWeight(_ model: [Double], _ cached: [Double?]) {
    for _ in 0..<30 {
      var (share, count) = (0.0, 0.0)
      for (model, cached) in zip(model, cached) {
        guard let cached else { continue }
        let (a, b) = ((1 - weight) * Foundation.exp(model), weight * Foundation.exp(cached))
        if a + b > 0 { share += b / (a + b) }
        count += 1
      }
      guard count > 0 else { return }
      // At 1 the model would have no part any more.
      weight = min(share / count, 0.999)
    }
  }
}

/// What a cache has read.
struct CacheMemory {
  private let size: Int
  // Row by row, the oldest first.
  private var states: [Float] = []
  private var tokens: [Int32] = []

  init(size: Int) { self.size = size }

  /// Reads T states [T, H] and the tokens that came then: → for each flatness the log-probability of
  /// each token under what was remembered before it; nil where that is nothing.
  mutating func read(
    _ hidden: NDArray, _ targets: [Int32], _ flatnesses: [Double]
  ) -> [[Double?]] {
    let width = hidden.shape[1]
    let before = tokens.count
    states += hidden.floats
    tokens += targets
    let keys = NDArray(states, shape: [tokens.count, width])
    var products = NDArray(uninitialized: [targets.count, tokens.count])
    products.kernels.matrixProduct(
      hidden, transposed: false, keys, transposed: true, accumulate: false, &products)
    let scores = products.floats
    let found = flatnesses.map { flatness in
      targets.indices.map { step -> Double? in
        let places = max(0, before + step - size)..<before + step
        let row = scores[step * tokens.count..<(step + 1) * tokens.count]
        return logProbability(of: targets[step], places, Array(row), flatness)
      }
    }
    let surplus = max(0, tokens.count - size)
    states.removeFirst(surplus * width)
    tokens.removeFirst(surplus)
    return found
  }

  private func logProbability(
    of token: Int32, _ places: Range<Int>, _ scores: [Float], _ flatness: Double
  ) -> Double? {
    guard !places.isEmpty else { return nil }
    let theta = Float(flatness)
    let greatest = scores[places].max()! * theta
    var (all, same) = (0.0, 0.0)
    for place in places {
      let term = Double(Foundation.exp(scores[place] * theta - greatest))
      all += term
      if tokens[place] == token { same += term }
    }
    return Foundation.log(same / all)
  }
}
