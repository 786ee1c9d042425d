import ParlanceDrawing
import ParlanceScores
import ParlanceTraining

extension ConfusionMatrix {
  /// A picture: rows are the true labels, columns the predicted ones, with the counts.
  ///
  /// A cell is the darker the surer it is that much of its row falls there: the lower end of the share's 95 %
  /// interval, so that a row of a few examples is not as dark as one of many. Wilson, *Probable Inference, the
  /// Law of Succession, and Statistical Inference*, 1927.
  public func heatMap(title: String = "Confusion matrix") -> HeatMap {
    let shares = counts.map { row in
      let whole = row.reduce(0, +)
      return row.map { whole == 0 ? 0 : Double($0) / Double(whole) }
    }
    var map = HeatMap(title, rows: labels, columns: labels, values: shares, range: 0...1)
    map.shades = counts.map { row in
      let whole = row.reduce(0, +)
      return row.map { Self.lowerEnd($0, of: whole) }
    }
    map.valueTitle = "share of the row,\nat least (95 %)"
    // Zeros would hide the mistakes.
    map.texts = counts.map { row in row.map { $0 == 0 ? "" : String($0) } }
    map.rowTitle = "label"
    map.columnTitle = "predicted"
    return map
  }

  /// The lower end of the 95 % interval of a share.
  private static func lowerEnd(_ count: Int, of whole: Int) -> Double {
    guard whole > 0 else { return 0 }
    let (n, z) = (Double(whole), 1.96)
    let share = Double(count) / n
    let middle = share + z * z / (2 * n)
    let half = z * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot()
    return max(0, (middle - half) / (1 + z * z / n))
  }
}

extension Reliability {
  /// A reliability diagram: how often what is said with some confidence is right, beside how often it
  /// should be.
  ///
  /// - `named`: reliabilities with their names, for instance before and after temperature scaling.
  public static func chart(
    _ named: [(name: String, reliability: Reliability)], title: String = "Reliability"
  ) -> Chart {
    let ideal = Chart.Series("as it should be", points: [(0, 0), (1, 1)], style: .dashed)
    let measured = named.map { name, reliability in
      Chart.Series(
        name, points: reliability.bins.map { ($0.confidence, $0.accuracy) }, style: .lineAndPoints)
    }
    return Chart(title, x: "confidence", y: "share that is right", series: [ideal] + measured)
  }
}

/// How training went: its loss, and the score of each epoch.
public struct TrainingCurves: Sendable {
  let records: [MetricsRecord]

  /// The curves of a run's records (`RunDirectory.metrics`).
  public init(_ records: [MetricsRecord]) { self.records = records }

  /// Epochs that were done at a record: whole where it ends one.
  private func epochs(_ record: MetricsRecord) -> Double {
    guard let end = records.first(where: { $0.validation != nil && $0.step > 0 }) else {
      return Double(record.epoch)
    }
    return Double(record.step * end.epoch) / Double(end.step)
  }

  func series(
    _ name: String, _ style: Chart.Style, _ value: (MetricsRecord) -> Double?
  ) -> Chart.Series {
    Chart.Series(
      name, points: records.compactMap { record in value(record).map { (epochs(record), $0) } },
      style: style)
  }

  /// The best epochs, of those that a score, or else the loss, has decided.
  private func best(_ value: @escaping (Evaluation) -> Double?, byScore: Bool) -> [Chart.Series] {
    let best = series("best so far", .points) { record in
      record.validation.flatMap { evaluation in
        record.isBest == true && (evaluation.deciding != nil) == byScore
          ? value(evaluation) : nil
      }
    }
    return best.points.isEmpty ? [] : [best]
  }

  /// The loss in training and on validation data, in nats; the best epochs are marked where it decides
  /// which they are.
  public var loss: Chart {
    Chart(
      "Loss", x: "epoch", y: "nats",
      series: [
        series("training", .line) { $0.trainLoss },
        series("validation", .lineAndPoints) { $0.validation?.loss },
      ] + best(\.loss, byScore: false))
  }

  /// The score on validation data that is shown; nil where there is none. The best epochs are marked
  /// where it decides which they are.
  public var score: Chart? {
    let score = series("validation", .lineAndPoints) { $0.validation?.shownScore }
    guard !score.points.isEmpty else { return nil }
    let name = records.lazy.compactMap { $0.validation?.deciding ?? $0.validation?.shown }.first
    return Chart(
      "Score", x: "epoch", y: name.map(Evaluation.title) ?? "score",
      series: [score] + best(\.shownScore, byScore: true))
  }
}

/// How well sentences of each length are translated.
public struct LengthChart: Sendable {
  /// Scores in percent by the middle of a group of lengths.
  private let groups: [(length: Double, bleu: Double, chrf: Double, exactMatch: Double)]

  /// Scores of groups of sentences.
  ///
  /// - `exactMatch`: a share.
  public init(
    _ groups: [(shortest: Int, longest: Int, bleu: Double, chrf: Double, exactMatch: Double)]
  ) {
    // What differs by rounding alone would fill the axis.
    func rounded(_ percent: Double) -> Double { (100 * percent).rounded() / 100 }
    self.groups = groups.map {
      (
        Double($0.shortest + $0.longest) / 2, rounded($0.bleu), rounded($0.chrf),
        rounded(100 * $0.exactMatch)
      )
    }
  }

  /// The scores over the lengths.
  public var chart: Chart {
    Chart(
      "Scores by length", x: "source tokens", y: "percent",
      series: [
        Chart.Series("BLEU", points: groups.map { ($0.length, $0.bleu) }, style: .lineAndPoints),
        Chart.Series("chrF", points: groups.map { ($0.length, $0.chrf) }, style: .lineAndPoints),
        Chart.Series(
          "exact match", points: groups.map { ($0.length, $0.exactMatch) }, style: .lineAndPoints),
      ])
  }
}
