import ParlanceSystem

/// Exchanges two words at random, several times.
///
/// Random swap of Wei and Zou, *EDA: Easy Data Augmentation Techniques*, 2019: ⌈rate · words⌋ times.
public struct WordSwapping: Augmentation, Equatable {
  /// Exchanges over words.
  public let rate: Double

  /// Creates an augmentation; traps for a rate outside [0, 1).
  public init(rate: Double = 0.1) {
    guard 0..<1 ~= rate else {
      fatalError("WordSwapping: expected a rate of [0, 1), found \(rate)")
    }
    self.rate = rate
  }

  public func augmented(
    _ words: [String], using generator: inout RandomGenerator
  ) -> [String] {
    guard words.count > 1, rate > 0 else { return words }
    var words = words
    for _ in 0..<max(1, Int((rate * Double(words.count)).rounded())) {
      words.swapAt(generator.below(words.count), generator.below(words.count))
    }
    return words
  }
}
