import ParlanceTraining

extension ClassificationScores {
  /// The scores in one line.
  var line: String {
    "accuracy \((100 * accuracy).fixed(2)) %, macro F1 \((100 * macroF1).fixed(2)) %"
      + (logLoss.map { ", log loss \($0.fixed(4)) nats" } ?? "") + ", \(texts.grouped) texts"
  }

  /// The scores of all labels as a table, and what was taken for what.
  var text: String {
    var rows = [["label", "precision", "recall", "F1", "texts"]]
    func percent(_ share: Double) -> String { (100 * share).fixed(2) }
    for name in labels.keys.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
      guard let score = labels[name] else { continue }
      rows.append([
        name, percent(score.precision), percent(score.recall), percent(score.f1),
        score.support.grouped,
      ])
    }
    rows.append(["macro", percent(macroPrecision), percent(macroRecall), percent(macroF1), ""])
    rows.append(["micro", percent(microPrecision), percent(microRecall), percent(microF1), ""])
    return table(rows)
      + (unseenLabels.map { "\n\nunseen in training: " + $0.joined(separator: ", ") } ?? "")
  }

  /// Everything, for `classify evaluate`.
  var fullText: String {
    var rows = [["accuracy", "\((100 * accuracy).fixed(2)) %", interval(intervals?.accuracy)]]
    rows.append(["macro F1", "\((100 * macroF1).fixed(2)) %", interval(intervals?.macroF1)])
    rows.append(["micro F1", "\((100 * microF1).fixed(2)) %", interval(intervals?.microF1)])
    if let logLoss { rows.append(["log loss", "\(logLoss.fixed(4)) nats"]) }
    if let rocAUC { rows.append(["ROC AUC", rocAUC.fixed(4)]) }
    if let calibrationError { rows.append(["calibration error", calibrationError.fixed(4)]) }
    if let hammingLoss { rows.append(["Hamming loss", hammingLoss.fixed(4)]) }
    rows.append(["texts", texts.grouped])
    return table(rows, flushLeft: [0, 1, 2]) + "\n\n" + text + confusionText
  }

  private func interval(_ interval: ConfidenceInterval?) -> String {
    interval.map { "95 %: \((100 * $0.low).fixed(2)) to \((100 * $0.high).fixed(2))" } ?? ""
  }

  private var confusionText: String {
    guard let confusion, confusion.labels.count <= 24 else { return "" }
    let rows = zip(confusion.labels, confusion.counts).map { [$0] + $1.map(String.init) }
    return "\n\nrows: what it is, columns: what it was taken for\n"
      + table([[""] + confusion.labels] + rows)
  }
}
