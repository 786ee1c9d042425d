import Foundation

/// How an n-gram model gives probability to what it has not seen.
public enum NGramSmoothing: String, Codable, Sendable, CaseIterable {
  /// Three discounts an order. Chen and Goodman, *An Empirical Study of Smoothing Techniques for
  /// Language Modeling*, 1998, equation 26, interpolated; as KenLM's `lmplz` estimates it.
  case modifiedKneserNey = "modified-kneser-ney"
  /// One discount an order, n₁ / (n₁ + 2n₂). Kneser and Ney, *Improved Backing-off for M-gram Language
  /// Modeling*, 1995, interpolated.
  case kneserNey = "kneser-ney"
  /// As much for what is new as there are different words after the context. Witten and Bell, *The
  /// Zero-frequency Problem*, 1991, interpolated.
  case wittenBell = "witten-bell"
  /// (c + k) / (C + kV), of the highest order alone.
  case addK = "add-k"

  /// Whether orders below the highest count different words before an n-gram, not occurrences.
  var countsContinuations: Bool { self == .modifiedKneserNey || self == .kneserNey }
}

/// What is taken from the counts 1, 2, and 3 or more of an order.
public struct NGramDiscounts: Codable, Sendable, Equatable {
  /// D₁, D₂, D₃₊.
  public let amounts: [Float]
  /// Whether the data were too few to estimate them.
  public let isFallback: Bool

  /// KenLM's fallback.
  static let fallback = [Float](arrayLiteral: 0.5, 1, 1.5)
  /// That of one discount.
  static let singleFallback = [Float](repeating: 0.75, count: 3)
  static let none = NGramDiscounts(amounts: [0, 0, 0], isFallback: false)

  init(amounts: [Float], isFallback: Bool) {
    self.amounts = amounts
    self.isFallback = isFallback
  }

  /// Dⱼ = j - (j + 1) Y nⱼ₊₁ / nⱼ, Y = n₁ / (n₁ + 2n₂); `n[j]` n-grams have count j.
  init(modified n: [Int]) {
    let y = Float(n[1]) / Float(n[1] + 2 * n[2])
    let amounts = (1...3).map { j in
      Float(j) - Float(j + 1) * y * Float(n[j + 1]) / Float(n[j])
    }
    let isSound =
      n[1...3].allSatisfy { $0 > 0 }
      && zip(amounts, 1...3).allSatisfy { $0 >= 0 && $0 <= Float($1) }
    self.init(amounts: isSound ? amounts : Self.fallback, isFallback: !isSound)
  }

  /// D = n₁ / (n₁ + 2n₂) for every count.
  init(single n: [Int]) {
    let isSound = n[1] > 0 && n[2] > 0
    let amount = Float(n[1]) / Float(n[1] + 2 * n[2])
    self.init(
      amounts: isSound ? [Float](repeating: amount, count: 3) : Self.singleFallback,
      isFallback: !isSound)
  }

  /// Of a count.
  @inline(__always)
  func amount(_ count: UInt32) -> Float { count == 0 ? 0 : amounts[Int(min(count, 3)) - 1] }
}
