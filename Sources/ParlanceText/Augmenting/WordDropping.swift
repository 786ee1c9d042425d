import ParlanceSystem

/// Leaves out words at random.
///
/// Random deletion of Wei and Zou, *EDA: Easy Data Augmentation Techniques*, 2019; the word dropout of
/// Iyyer et al., *Deep Unordered Composition Rivals Syntactic Methods*, 2015, section 3.
public struct WordDropping: Augmentation, Equatable {
  /// How likely each word is left out.
  public let rate: Double

  /// Creates an augmentation; traps for a rate outside [0, 1).
  public init(rate: Double = 0.1) {
    guard 0..<1 ~= rate else {
      fatalError("WordDropping: expected a rate of [0, 1), found \(rate)")
    }
    self.rate = rate
  }

  public func augmented(
    _ words: [String], using generator: inout RandomGenerator
  ) -> [String] {
    let kept = words.filter { _ in generator.uniform() >= rate }
    // One word at random where all would go.
    return kept.isEmpty && !words.isEmpty ? [words[generator.below(words.count)]] : kept
  }
}
