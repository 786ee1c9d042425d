import ParlanceDrawing
import ParlanceScores

extension Report {
  /// Labels whose curves one chart can show apart.
  private static let mostCurves = 8

  /// What was measured of a classifier: scores with intervals, each label, what was taken for what,
  /// whether confidences can be trusted, and how well each label is told from the others.
  public static func sections(_ scores: ClassificationScores, _ results: ClassificationResults?)
    -> [Section]
  {
    var confidence: [Part] = []
    if let reliability = scores.reliability { confidence += Self.parts(reliability) }
    if let results { confidence += rankings(results, scores) }
    return [
      Section("Scores", [.table(table(scores))]),
      Section("Labels", labels(scores)),
      Section("Confidence", confidence),
    ].filter { !$0.parts.isEmpty }
  }

  private static func table(_ scores: ClassificationScores) -> Table {
    func percent(_ name: String, _ value: Double?, _ interval: ConfidenceInterval? = nil)
      -> [String]?
    {
      value.map {
        [
          name, Report.percent($0) + " %",
          interval.map { "\(Report.percent($0.low)) to \(Report.percent($0.high)) %" } ?? "",
        ]
      }
    }
    let rows = [
      percent("accuracy", scores.accuracy, scores.intervals?.accuracy),
      percent("macro F1", scores.macroF1, scores.intervals?.macroF1),
      percent("micro F1", scores.microF1, scores.intervals?.microF1),
      percent("weighted F1", scores.weightedF1),
      percent("Hamming loss", scores.hammingLoss),
      scores.logLoss.map { ["log loss", number($0) + " nats", ""] },
      percent("calibration error", scores.calibrationError),
      scores.rocAUC.map { ["ROC AUC, mean of the labels", number($0), ""] },
      scores.averagePrecision.map { ["average precision, mean of the labels", number($0), ""] },
      ["texts", "\(scores.texts)", ""],
      scores.unseenLabels.map {
        ["labels that the model does not know", $0.joined(separator: ", "), ""]
      },
    ].compactMap { $0 }
    return Table(
      "Scores, with 95 % intervals by the bootstrap", heading: ["", "", "95 %"], rows: rows)
  }

  private static func labels(_ scores: ClassificationScores) -> [Part] {
    let order = scores.confusion?.labels ?? []
    let known = order.filter { scores.labels[$0] != nil }
    let names = known + Set(scores.labels.keys).subtracting(known).sorted()
    var parts: [Part] = [
      .table(
        table(
          "Scores of each label",
          names.compactMap { name in scores.labels[name].map { (name, $0) } }))
    ]
    if let confusion = scores.confusion { parts += Self.parts(confusion, of: "label") }
    return parts
  }

  /// Labels, tags or kinds of entities with their precision, recall and F1.
  public static func table(_ caption: String, _ scores: [(name: String, score: LabelScore)])
    -> Table
  {
    Table(
      caption, heading: ["", "precision", "recall", "F1", "support"],
      rows: scores.map { name, score in
        [
          name, percent(score.precision) + " %", percent(score.recall) + " %",
          percent(score.f1) + " %", "\(score.support)",
        ]
      })
  }

  /// What was taken for what: a picture, where a picture can show so many labels, and the most frequent
  /// mistakes.
  public static func parts(_ confusion: ConfusionMatrix, of what: String) -> [Part] {
    var parts: [Part] = []
    let mistakes = confusion.mistakes
    let most = mistakes.first.map {
      "; most often \(confusion.labels[$0.truth]) was taken for \(confusion.labels[$0.predicted]), "
        + "\($0.count) times"
    }
    if confusion.labels.count <= ConfusionMatrix.widest {
      parts.append(
        .picture(
          Picture(
            confusion.heatMap(), "confusion",
            alternative: "Confusion matrix of \(confusion.labels.count) \(what)s: "
              + "\(percent(confusion.accuracy)) % are right" + (most ?? ""))))
    }
    if !mistakes.isEmpty {
      parts.append(
        .table(
          Table(
            "The most frequent mistakes", heading: [what, "taken for", "times", "of the \(what)"],
            rows: mistakes.prefix(10).map {
              let share = Double($0.count) / Double(max(confusion.support(of: $0.truth), 1))
              return [
                confusion.labels[$0.truth], confusion.labels[$0.predicted], "\($0.count)",
                percent(share) + " %",
              ]
            }, texts: [0, 1])))
    }
    return parts
  }

  private static func parts(_ reliability: Reliability) -> [Part] {
    let chart = Reliability.chart([("model", reliability)])
    return [
      .picture(
        Picture(
          chart, "reliability",
          alternative:
            "Reliability: how often answers of a confidence are right; expected calibration error "
            + "\(percent(reliability.expectedCalibrationError)) %, at most "
            + "\(percent(reliability.maximumCalibrationError)) %"))
    ]
  }

  /// ROC and precision over recall of the most frequent labels, of two labels of the second.
  private static func rankings(_ results: ClassificationResults, _ scores: ClassificationScores)
    -> [Part]
  {
    let names = results.truth.names
    let known = (0..<results.truth.knownCount).filter { scores.labels[names[$0]]?.support ?? 0 > 0 }
    let shown =
      known.count == 2 && !results.isMultiLabel
      ? [known[1]]
      : known.sorted {
        (scores.labels[names[$1]]!.support, $0) < (scores.labels[names[$0]]!.support, $1)
      }.prefix(mostCurves).sorted()
    let curves = shown.compactMap { label in
      results.rankingCurves(of: label).map { (names[label], $0) }
    }
    guard !curves.isEmpty else { return [] }
    func words(_ values: [(String, Double)]) -> String {
      values.map { "\($0) \(number($1))" }.joined(separator: ", ")
    }
    let roc = Chart(
      "ROC", x: "false positive rate", y: "true positive rate",
      series: curves.map { Chart.Series($0, points: $1.roc) }
        + [Chart.Series("chance", points: [(0, 0), (1, 1)], style: .dashed)])
    let precision = Chart(
      "Precision and recall", x: "recall", y: "precision",
      series: curves.map { Chart.Series($0, points: $1.precisionRecall) })
    return [
      .picture(
        Picture(
          roc, "roc",
          alternative: "ROC curve of each label against the rest; area under it: "
            + words(curves.map { ($0, $1.rocAUC) }))),
      .picture(
        Picture(
          precision, "precision-recall",
          alternative: "Precision over recall of each label; average precision: "
            + words(curves.map { ($0, $1.averagePrecision) }))),
    ]
  }
}
