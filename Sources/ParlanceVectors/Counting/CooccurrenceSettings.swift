import ParlanceSystem

/// How words that stand near each other are counted.
public struct CooccurrenceSettings: Codable, Sendable, Equatable {
  /// The most words between one and the other, one more than which is the distance.
  public var window = 10
  /// Whether what stands behind a word counts as what stands before it; else only that.
  public var symmetric = true
  /// Whether a pair at the distance d counts 1/d; else 1.
  public var distanceWeighting = true
  /// How often a word must occur; rarer ones are taken out before windows are laid.
  public var minimumCount = 5
  /// The most frequent words to keep; nil for all.
  public var vocabularySize: Int?

  /// Creates GloVe's usual settings.
  public init() {}

  /// What is wrong with the numbers, or nil.
  public var problem: SettingProblem? {
    .first(
      of: .first(["window": (window, 1...1000)]),
      .first(counts: ["minimumCount": minimumCount, "vocabularySize": vocabularySize]))
  }

  /// What one pair counts is a whole number of parts of 1/`scale`, so that sums are exact and do not depend
  /// on the order in which they are taken.
  var scale: UInt64 {
    guard distanceWeighting else { return 1 }
    // Up to 22 the least common multiple of all distances is below 2^32.
    return window <= 22 ? (1...UInt64(window)).reduce(1, Self.leastCommonMultiple) : 1 << 32
  }

  /// The parts that a pair counts, by its distance from 1 on.
  var weights: [UInt64] {
    (1...UInt64(window)).map { distanceWeighting ? (scale + $0 / 2) / $0 : 1 }
  }

  private static func leastCommonMultiple(_ a: UInt64, _ b: UInt64) -> UInt64 {
    var (x, y) = (a, b)
    while y != 0 { (x, y) = (y, x % y) }
    return a / x * b
  }
}
