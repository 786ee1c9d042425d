import Foundation
import ParlanceDrawing
import ParlanceTraining

extension Report.Picture {
  /// A chart.
  ///
  /// - `alternative`: what it shows in words; by default where each of its lines begins and ends.
  public init(_ chart: Chart, _ name: String, alternative: String? = nil) {
    self.init(plain: chart.svg, name, alternative: alternative ?? chart.inWords)
  }

  /// A map of colours; what it shows stands beside it as a table, or is said.
  public init(_ map: HeatMap, _ name: String, alternative: String) {
    self.init(svg: map.svg, name, alternative: alternative)
  }
}

extension Chart {
  /// What the chart shows, for those who cannot see it.
  var inWords: String {
    let lines = series.compactMap { series -> String? in
      let points = series.points.filter { $0.y.isFinite }
      guard let first = points.first, let last = points.last else { return nil }
      let span =
        points.count == 1
        ? Report.number(first.y) : "from \(Report.number(first.y)) to \(Report.number(last.y))"
      return series.name.isEmpty ? span : "\(series.name) \(span)"
    }
    let axes = yTitle.isEmpty || xTitle.isEmpty ? "" : " (\(yTitle) over \(xTitle))"
    return ([title + axes] + lines).joined(separator: "; ")
  }
}

extension Report {
  /// How runs were trained: their losses and scores on training and validation data by epoch, the best
  /// epochs marked where they are decided, and a table of the last and the best epoch of each.
  ///
  /// - `runs`: the records of each by its name; those without any are left out.
  public static func training(_ runs: [(name: String, records: [MetricsRecord])]) -> [Part] {
    let runs = runs.filter { !$0.records.isEmpty }
    guard !runs.isEmpty else { return [] }
    var parts: [Part] = []
    if runs.count == 1 {
      let curves = TrainingCurves(runs[0].records)
      parts.append(.text(curves.decision))
      parts.append(.picture(Picture(curves.loss, "loss")))
      if let score = curves.score { parts.append(.picture(Picture(score, "score"))) }
    } else {
      let curves = runs.map { ($0.name, TrainingCurves($0.records)) }
      if let loss = TrainingCurves.side(
        by: curves, "Validation loss", y: "nats", \.validationLoss)
      {
        parts.append(.picture(Picture(loss, "loss")))
      }
      if let score = TrainingCurves.side(
        by: curves, "Validation score", y: curves.lazy.compactMap(\.1.score).first?.yTitle ?? "",
        \.validationScore)
      {
        parts.append(.picture(Picture(score, "score")))
      }
    }
    parts.append(.table(table(runs)))
    return parts
  }

  private static func table(_ runs: [(name: String, records: [MetricsRecord])]) -> Table {
    var rows: [[String]] = []
    for (name, records) in runs {
      let epochs = records.filter { $0.isBest != nil }
      let last = epochs.last ?? records[records.count - 1]
      let best = epochs.last { $0.isBest == true && $0.validation != nil }
      for (what, record) in [("best epoch", best), ("last epoch", Optional(last))] {
        guard let record else { continue }
        rows.append([
          (runs.count > 1 ? name + ", " : "") + what, "\(record.epoch)", number(record.trainLoss),
          record.validation.map { number($0.loss) } ?? "",
          record.validation?.shownScore.map { percent($0) + " %" } ?? "",
          number(record.learningRate, 6), number(record.wordsPerSecond, 0),
          number(record.seconds, 1),
        ])
      }
    }
    let names = runs.flatMap(\.records).compactMap { record in
      record.validation.flatMap { $0.deciding ?? $0.shown }
    }
    var heading = [
      "", "epoch", "training loss", "validation loss",
      names.first.map(Evaluation.title) ?? "", "learning rate", "tokens/s", "seconds",
    ]
    // Without validation or a score, no column waits for one.
    for column in [4, 3] where rows.allSatisfy({ $0[column].isEmpty }) {
      heading.remove(at: column)
      for row in rows.indices { rows[row].remove(at: column) }
    }
    return Table("Epochs of the training", heading: heading, rows: rows)
  }

  /// A share in percent, with two decimals.
  static func percent(_ share: Double) -> String { String(format: "%.2f", 100 * share) }

  static func number(_ value: Double, _ decimals: Int = 4) -> String {
    guard value.isFinite, abs(value) < 1e15 else { return "\(value)" }
    var scale = 1.0
    for _ in 0..<decimals { scale *= 10 }
    let rounded = (value * scale).rounded() / scale
    return decimals == 0 || rounded == rounded.rounded() ? "\(Int(rounded))" : "\(rounded)"
  }
}

extension TrainingCurves {
  /// What decided which epoch's model was kept, in a sentence.
  var decision: String {
    guard let last = records.last(where: { $0.validation != nil })?.validation else {
      return "Nothing was held out to validate by: the last epoch's model was kept."
    }
    let name = last.deciding.map { "the \(Evaluation.title($0))" } ?? "the loss"
    let epoch = records.last { $0.isBest == true }.map { " That of epoch \($0.epoch) was." } ?? ""
    return "What decides which epoch's model is kept is \(name) on validation data.\(epoch)"
  }

  var validationLoss: Chart.Series { series("validation", .lineAndPoints) { $0.validation?.loss } }

  var validationScore: Chart.Series {
    series("validation", .lineAndPoints) { $0.validation?.shownScore }
  }

  /// The lines of several runs in one chart; nil where none has one.
  static func side(
    by curves: [(name: String, curves: TrainingCurves)], _ title: String, y: String,
    _ line: (TrainingCurves) -> Chart.Series
  ) -> Chart? {
    let lines = curves.map { name, curves in
      Chart.Series(name, points: line(curves).points, style: .lineAndPoints)
    }.filter { !$0.points.isEmpty }
    return lines.isEmpty ? nil : Chart(title, x: "epoch", y: y, series: lines)
  }
}
