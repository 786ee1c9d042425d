import ParlanceScores
import ParlanceTraining

extension ConfusionMatrix {
  /// More labels than this make a table that no terminal shows whole.
  private static let widest = 12

  /// A table with a row for each label and a column for what was predicted; of many labels the most
  /// frequent mistakes alone.
  func listing(heading: String = "label \\ predicted") -> String {
    guard labels.count <= Self.widest else { return mistakeListing() }
    let counts = counts
    let rows = labels.indices.map { row in [labels[row]] + counts[row].map(\.grouped) }
    return table([[heading] + labels] + rows)
  }

  /// The most frequent mistakes.
  func mistakeListing(_ count: Int = 10) -> String {
    let rows = mistakes.prefix(count).map { mistake in
      let share = Double(mistake.count) / Double(support(of: mistake.truth))
      return [
        labels[mistake.truth], labels[mistake.predicted], mistake.count.grouped,
        "\(share.percent) %",
      ]
    }
    return rows.isEmpty
      ? "no mistakes"
      : table([["label", "taken for", "times", "of the label"]] + rows, flushLeft: [0, 1])
  }
}

extension ClassificationScores {
  /// The scores in one line.
  var line: String {
    "accuracy \(accuracy.percent) %, macro F1 \(macroF1.percent) %"
      + (logLoss.map { ", log loss \($0.fixed(4)) nats" } ?? "") + ", \(texts.grouped) texts"
  }

  /// The scores, a table of the labels, and what was taken for what.
  ///
  /// - `order`: the labels in the order in which they are shown; others follow by name.
  func listing(order: [String] = []) -> String {
    ([summary, labelTable(order)] + [confusion?.listing()].compactMap { $0 })
      .joined(separator: "\n\n")
  }

  private var summary: String {
    func percent(_ name: String, _ value: Double?, _ interval: ConfidenceInterval? = nil)
      -> [String]?
    {
      value.map { value in
        [name, "\(value.percent) %"]
          + (interval.map { ["95 %: \($0.low.percent) … \($0.high.percent)"] } ?? [])
      }
    }
    let rows = [
      percent("accuracy", accuracy, intervals?.accuracy),
      percent("macro F1", macroF1, intervals?.macroF1),
      percent("micro F1", microF1, intervals?.microF1),
      percent("weighted F1", weightedF1),
      percent("Hamming loss", hammingLoss),
      logLoss.map { ["log loss", "\($0.fixed(4)) nats"] },
      percent("calibration error", calibrationError),
      rocAUC.map { ["ROC AUC", $0.fixed(4)] },
      averagePrecision.map { ["average precision", $0.fixed(4)] },
      ["texts", texts.grouped],
      unseenLabels.map { ["unseen labels", $0.joined(separator: ", ")] },
    ].compactMap { $0 }
    return table(rows, flushLeft: [0, 1, 2])
  }

  func labelTable(_ order: [String] = []) -> String {
    let order = order.isEmpty ? confusion?.labels ?? [] : order
    let known = order.filter { labels[$0] != nil }
    let names = known + Set(labels.keys).subtracting(known).sorted()
    let rows = names.compactMap { name in
      labels[name].map { score in
        [
          name, score.precision.percent, score.recall.percent, score.f1.percent,
          score.support.grouped,
        ]
      }
    }
    return table([["label", "precision", "recall", "F1", "support"]] + rows)
  }
}

extension RunStatistics {
  /// Mean and deviation of a share, in percent.
  var percentText: String {
    standardDeviation.map { "\(mean.percent) ± \($0.percent) %" } ?? "\(mean.percent) %"
  }
}
