import ParlanceDistributed
import ParlanceScores
import ParlanceText

extension TextClassifying {
  /// What the classifier says of labelled texts, of which each rank reads its share.
  ///
  /// - Throws: as `results(on:)` does, and what the communicator throws.
  package func results(
    on texts: LabelledTexts, ranks: any Communicator
  ) throws -> ClassificationResults {
    if ranks.size == 1 { return try results(on: texts) }
    try texts.checkLabels(isMultiLabel: isMultiLabel)
    return try shared(TrueLabels(texts.items.map(\.labels), known: labels), ranks) { share in
      probabilities(of: texts.items[share].map(\.text))
    }
  }

  /// - `probabilities`: of some of the texts.
  fileprivate func shared(
    _ truth: TrueLabels, _ ranks: any Communicator, probabilities: (Range<Int>) -> [[Double]]
  ) throws -> ClassificationResults {
    let share = ranks.share(of: truth.indices.count)
    let own = share.isEmpty ? [] : probabilities(share)
    let all = try ranks.gatherAll(own.flatMap { $0 })
    let width = labels.count
    let found = stride(from: 0, to: all.count, by: width).map { Array(all[$0..<$0 + width]) }
    return results(truth, found)
  }
}

extension TextClassifier {
  /// What the classifier says of encoded texts, of which each rank reads its share.
  ///
  /// Where there are too many probabilities to keep, each rank reads all.
  func results(
    on texts: EncodedTexts, truth: TrueLabels, ranks: any Communicator
  ) throws -> ClassificationResults {
    if ranks.size == 1 || texts.count * labels.count > Self.keptProbabilities {
      return results(on: texts, truth: truth)
    }
    return try shared(truth, ranks) { probabilities(of: texts.texts(Array($0))) }
  }
}
