import ParlanceNN
import ParlanceSystem
import ParlanceText

/// Passes over random words, to be timed: lines of 20 words, the n-th drawn in proportion to 1 / (n + 1), as in
/// a text.
public final class VectorBench {
  private let task: any VectorTask
  private let rate: Double
  private var epoch = 0

  /// Makes a text of so many words and what learns from it.
  public init(_ settings: VectorSettings, vocabularySize: Int, tokens: Int) throws {
    let words = NoiseDistribution(counts: (0..<vocabularySize).map { 1 << 30 / ($0 + 1) })
      .draw(tokens, key: RandomKey(seed: 1))
    var start = 0
    let text = RankedText(
      try SpooledText(tokenizer: Tokenizer(level: .word), skipBlankLines: true) {
        guard start < words.count else { return nil }
        defer { start += 20 }
        return words[start..<min(start + 20, words.count)].map { Self.word(Int($0)) }
          .joined(separator: " ")
      }, minimumCount: 1)
    let learned = LearnedWords(words: text.words, counts: text.counts, given: nil)
    task =
      settings.modelType == .glove
      ? try GloVeTask(
        CooccurrenceCounts(counting: text, settings.counting), learned, settings)
      : try WordTask(text, learned, settings)
    rate = settings.training.learningRate
  }

  /// Seven letters that look like chance: words that are spelled alike would share their n-grams.
  private static func word(_ number: Int) -> String {
    var rest = (number &* 2_654_435_761) & 0xFFFF_FFFF
    return (0..<7).reduce(into: "") { word, _ in
      word.unicodeScalars.append(Unicode.Scalar(UInt8(97 + rest % 26)))
      rest /= 26
    }
  }

  /// What a pass learns from: pairs, or words.
  public var examples: Int { task.examplesPerEpoch }

  /// Learns from all once.
  public func pass() {
    task.beginEpoch(epoch)
    for step in 0..<task.stepCount {
      _ = task.update(
        step: step, rate: rate, key: RandomKey(seed: UInt64(epoch)).folding(in: UInt64(step)))
    }
    epoch += 1
  }
}
