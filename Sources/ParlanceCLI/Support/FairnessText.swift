import ParlanceClassification
import ParlanceScores
import ParlanceTraining

extension TemplateBias {
  /// Tables of the comparisons.
  var listing: String {
    let head =
      "\(templates.counted("template")), \(frames.counted("frame")), "
      + "\(sentences.counted("sentence"))"
    return ([head] + comparisons.map { $0.listing }).joined(separator: "\n\n")
  }

  /// The table for a model's card.
  var section: ModelCard.Section {
    let rows = comparisons.flatMap { comparison in
      comparison.labels.map { label in
        ["\(comparison.first) − \(comparison.second)", label.label] + label.cells
      }
    }
    return ModelCard.Section(
      title: "Bias by templates",
      text: """
        Mean probabilities of each label over \(frames.counted("frame")) of \
        \(templates.counted("template")), whose sentences differ in who they are about alone, and p of \
        a paired t-test; `parlance classify bias`.
        """,
      rows: [["groups", "label", "first", "second", "difference", "95 %", "p"]] + rows)
  }
}

extension TemplateBias.Comparison {
  fileprivate var listing: String {
    let rows = labels.map { [$0.label] + $0.cells }
    let greatest = labels.max { abs($0.extremeDifference) < abs($1.extremeDifference) }
    let extreme = greatest.map {
      "\nthe most: \($0.label) \($0.extremeDifference.signed(\.percent)) in \($0.extreme)"
    }
    return table(
      [["P in %", first, second, "\(first) − \(second)", "95 %", "p"]] + rows)
      + "\n\nanother label is the likeliest in \(changed.percent) % of \(frames.counted("frame"))"
      + (extreme ?? "")
  }
}

extension TemplateBias.LabelDifference {
  fileprivate var cells: [String] {
    [
      first.percent, second.percent, difference.signed(\.percent),
      interval.text { $0.signed(\.percent) },
      (p?.probability ?? "-") + (isSignificant ? " *" : ""),
    ]
  }
}

extension GroupFairness {
  /// The groups side by side, how they differ, and the rates of each label.
  var listing: String {
    let groups = table(
      [["group", "texts", "accuracy", "95 %", "macro F1", "95 %", "log loss"]]
        + groups.map { group in
          [
            group.name, group.scores.texts.grouped, group.scores.accuracy.percent,
            group.scores.intervals?.accuracy.text(\.percent) ?? "", group.scores.macroF1.percent,
            group.scores.intervals?.macroF1.text(\.percent) ?? "",
            group.scores.logLoss?.fixed(4) ?? "",
          ]
        })
    return [groups, gapTable, rateTable].joined(separator: "\n\n")
  }

  private var names: [String] { labels.keys.sorted() }

  private var gapTable: String {
    var rows = [
      ["accuracy"] + accuracy.cells, ["macro F1"] + macroF1.cells,
    ]
    for name in names {
      guard let gaps = labels[name] else { continue }
      rows.append(["\(name): selected (demographic parity)"] + gaps.demographicParity.cells)
      if let gap = gaps.truePositiveRate { rows.append(["\(name): true positives"] + gap.cells) }
      if let gap = gaps.falsePositiveRate { rows.append(["\(name): false positives"] + gap.cells) }
    }
    return table(
      [["between groups, in %", "gap", "95 %", "least", "greatest"]] + rows, flushLeft: [0, 3, 4])
      + "\n\ndemographic parity difference \(demographicParityDifference.percent) %"
      + (equalizedOddsDifference.map { ", equalised odds difference \($0.percent) %" } ?? "")
      + (labels.count > 2 ? " (of the label with the greatest)" : "")
  }

  private var rateTable: String {
    let rows = names.flatMap { name in
      groups.compactMap { group in
        group.rates[name].map { rates in
          [
            name, group.name, rates.selectionRate.percent,
            rates.truePositiveRate?.percent ?? "-", rates.falsePositiveRate?.percent ?? "-",
          ]
        }
      }
    }
    return table(
      [["label", "group", "selected", "true positives", "false positives"]] + rows,
      flushLeft: [0, 1])
  }

  /// The table for a model's card.
  func section(column: String, data: String) -> ModelCard.Section {
    let rows = groups.map {
      [
        $0.name, $0.scores.texts.grouped, $0.scores.accuracy.percent, $0.scores.macroF1.percent,
      ]
    }
    return ModelCard.Section(
      title: "Scores by \(column)",
      text: """
        In percent, on \(data): gap of accuracy \(accuracy.value.percent), of macro F1 \
        \(macroF1.value.percent), demographic parity difference \
        \(demographicParityDifference.percent)\
        \(equalizedOddsDifference.map { ", equalised odds difference \($0.percent)" } ?? ""); \
        `parlance classify evaluate --group-column`.
        """, rows: [["group", "texts", "accuracy", "macro F1"]] + rows)
  }
}

extension GroupFairness.Gap {
  fileprivate var cells: [String] {
    [value.percent, interval?.text(\.percent) ?? "", least, greatest]
  }
}
