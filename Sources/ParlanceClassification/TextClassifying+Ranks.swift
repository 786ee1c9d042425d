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
    let share = ranks.share(of: texts.items.count)
    let own = share.isEmpty ? [] : probabilities(of: texts.items[share].map(\.text))
    let all = try ranks.gatherAll(own.flatMap { $0 })
    let width = labels.count
    let found = stride(from: 0, to: all.count, by: width).map { Array(all[$0..<$0 + width]) }
    let truth = TrueLabels(texts.items.map(\.labels), known: labels)
    return isMultiLabel
      ? ClassificationResults(truth: truth, probabilities: found, thresholds: thresholds)
      : ClassificationResults(truth: truth, probabilities: found)
  }
}
