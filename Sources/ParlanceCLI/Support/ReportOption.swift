import ArgumentParser
import Foundation
import ParlanceDrawing
import ParlanceReports
import ParlanceScores
import ParlanceSystem
import ParlanceTagging
import ParlanceTraining
import ParlanceTranslation

/// Where pictures of scores are written.
struct ReportOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Write pictures as SVG into a folder: what there is of the confusion matrix, "
        + "reliability, attention, scores by length, curves of training.",
      valueName: "folder"), completion: .directory)
  var report: String?

  /// Throws `InputError` where pictures could not be written; creates nothing.
  func check() throws {
    if let report { try RunDirectory(report).check(.overwrite) }
  }

  /// Writes pictures of a model's scores and of its training, if a folder was said.
  ///
  /// - Throws: `InputError` where they cannot be written.
  func write(
    _ pictures: @autoclosure () -> [Picture], of model: RunDirectory, _ common: CommonOptions
  ) throws {
    try write(pictures() + Self.curves(of: model), common)
  }

  /// Writes pictures by their names, if a folder was said.
  ///
  /// - Throws: `InputError` where they cannot be written.
  func write(_ pictures: @autoclosure () throws -> [Picture], _ common: CommonOptions) throws {
    guard let report else { return }
    try AtomicFile.createFolder(report)
    let pictures = try pictures()
    for picture in pictures {
      try AtomicFile.write(picture.svg, to: "\(report)/\(picture.name).svg")
    }
    common.note("\(report): " + pictures.map { $0.name + ".svg" }.joined(separator: ", "))
  }

  /// The curves of a run; none where its folder has no record of training.
  private static func curves(of directory: RunDirectory) throws -> [Picture] {
    let records = try directory.metrics()
    guard !records.isEmpty else { return [] }
    let curves = TrainingCurves(records)
    return [Picture(name: "loss", svg: curves.loss.svg)]
      + (curves.score.map { [Picture(name: "score", svg: $0.svg)] } ?? [])
  }
}

/// A picture of a report.
struct Picture {
  let name: String
  let svg: String
}

extension ClassificationScores {
  /// What there is to see of them.
  var pictures: [Picture] {
    [
      confusion.flatMap(Picture.init),
      reliability.map {
        Picture(name: "reliability", svg: Reliability.chart([("model", $0)]).svg)
      },
    ].compactMap { $0 }
  }
}

extension TaggerScores {
  /// What there is to see of them.
  var pictures: [Picture] { [Picture(confusion)].compactMap { $0 } }
}

extension TranslationScores {
  /// What there is to see of them.
  var pictures: [Picture] {
    let chart = LengthChart(
      byLength.map { ($0.shortest, $0.longest, $0.bleu, $0.chrf, $0.exactMatch) }
    ).chart
    return [Picture(name: "length", svg: chart.svg)]
  }
}

extension Picture {
  /// What was looked at as a sentence was translated.
  init(_ attention: TranslationAttention, _ number: Int) {
    self.init(
      name: "attention-\(number)",
      svg: HeatMap(
        "Attention, sentence \(number), in percent", attention: attention.weights,
        source: attention.source, target: attention.target
      ).svg)
  }

  /// A confusion matrix; nil where it has more labels than a picture can show.
  fileprivate init?(_ confusion: ConfusionMatrix) {
    guard confusion.labels.count <= ConfusionMatrix.widest else { return nil }
    self.init(name: "confusion", svg: confusion.heatMap().svg)
  }
}
