import ParlanceClassification
import ParlanceReports
import ParlanceScores
import ParlanceText
import ParlanceTraining

extension Measured {
  /// What is to be seen of a classifier's answers to labelled texts.
  init(
    _ model: any TextClassifying, on texts: LabelledTexts, _ results: ClassificationResults,
    _ scores: ClassificationScores, data: String
  ) {
    self.init(scores, results, data: data)
    let words = texts.items.map { $0.text.split(whereSeparator: \.isWhitespace).count }
    let isRight = results.isRight
    sections += [
      Report.Section(
        "Lengths",
        Report.byLength(
          words, unit: "words", items: "texts",
          scores: [
            ("accuracy", { places in Double(places.count { isRight[$0] }) / Double(places.count) })
          ])),
      Report.Section("Examples", Self.worst(model, texts, results)),
      Report.Section("Data", [Self.counts(texts, results), Self.lengths(words, "words")]),
    ]
  }

  /// The scores alone, where the texts are not at hand.
  init(_ scores: ClassificationScores, _ results: ClassificationResults? = nil, data: String) {
    self.init(data: data, sections: Report.sections(scores, results))
    labels = scores.labels.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// How often each label is there.
  private static func counts(
    _ texts: LabelledTexts, _ results: ClassificationResults
  ) -> Report.Part {
    let counts = results.counts
    let total = max(texts.items.count, 1)
    let names = results.truth.names
    let order = names.indices.sorted {
      (counts.score(of: $1).support, $0) < (counts.score(of: $0).support, $1)
    }
    let rows = order.prefix(30).map { label in
      let support = counts.score(of: label).support
      return [names[label], support.grouped, (Double(support) / Double(total)).percent + " %"]
    }
    return .table(
      Report.Table(
        "Labels of \(texts.items.count.counted("text"))"
          + (names.count > 30 ? ", the 30 most frequent" : ""),
        heading: ["label", "texts", "share"], rows: rows))
  }

  /// The errors of which the model was the surest.
  private static func worst(
    _ model: any TextClassifying, _ texts: LabelledTexts, _ results: ClassificationResults
  ) -> [Report.Part] {
    let names = results.truth.names
    let wrong = results.isRight.indices.filter { !results.isRight[$0] }
    guard !wrong.isEmpty else { return [.text("Every text got its labels and no other.")] }
    /// How sure the model was of what is wrong: of a label that is not there, or that one is not.
    func sureness(_ text: Int) -> Double {
      guard let row = results.probabilities?[text] else { return 0 }
      let (truth, predicted) = (results.truth.indices[text], results.predictions[text])
      return row.indices.reduce(0) { most, label in
        let (isHere, isSaid) = (truth.contains(label), predicted.contains(label))
        return isHere == isSaid ? most : max(most, isSaid ? row[label] : 1 - row[label])
      }
    }
    let sure = wrong.map { ($0, sureness($0)) }.sorted { ($1.1, $0.0) < ($0.1, $1.0) }.prefix(15)
    func joined(_ labels: [Int]) -> String {
      labels.isEmpty ? "(none)" : labels.map { names[$0] }.joined(separator: ", ")
    }
    let rows = sure.map { text, sureness in
      [
        short(texts.items[text].text), joined(results.truth.indices[text]),
        joined(results.predictions[text]),
        results.probabilities == nil ? "" : (100 * sureness).fixed(1) + " %",
      ]
    }
    return [
      .table(
        Report.Table(
          "The errors that the model was the surest of, \(rows.count) of \(wrong.count)",
          heading: ["text", "label", "predicted", "sure"], rows: rows, texts: [0, 1, 2]))
    ]
  }
}
