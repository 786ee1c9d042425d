import ArgumentParser
import ParlanceArrays
import ParlanceClassification
import ParlanceText
import ParlanceTraining

/// `parlance classify compare`.
struct ClassifyCompare: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Compare classifiers on the same texts.",
    discussion: """
      Intervals hold 95 % of the scores of samples of the texts, drawn with replacement and the same \
      for all models. Differences are those to the model with the best macro F1, sample by sample; p \
      is how likely there is none. McNemar's test is exact, on the texts that just one of two models \
      has right.

      Example:
        parlance classify compare models/a models/b --data test.csv
      """)

  @Argument(
    help: ArgumentHelp("The models' folders.", valueName: "folder"), completion: .directory)
  var models: [String]

  @Option(
    help: ArgumentHelp("The texts: a file or folder, or - for standard input.", valueName: "path"),
    completion: .file())
  var data: String

  @Option(help: ArgumentHelp("Samples of the texts.", valueName: "count"))
  var samples = 1000

  @Option(help: ArgumentHelp("Of the samples.", valueName: "n"))
  var seed: UInt64 = 1

  @OptionGroup(title: "The file")
  var format: LabelledFormatOptions

  @OptionGroup(title: "Common options")
  var common: CommonOptions

  func validate() throws { try check("samples", samples, 1...1_000_000) }

  private struct Row: Encodable {
    let model: String
    let scores: ClassificationScores
    let bytes: Int
    /// This model less the best one; nil for that.
    var difference: PairedComparison?
  }

  private struct Report: Encodable {
    let texts: Int
    let samples: Int
    /// The place of the model that the others are held against.
    let reference: Int
    let models: [Row]
  }

  func run() throws {
    common.apply()
    let loaded = try models.map { try TextClassifier(directory: RunDirectory($0)) }
    let texts = try LabelledTexts.read(data, format: format.format)
    for note in texts.notes { common.note(note) }
    let results = try loaded.map { try $0.results(on: texts) }
    let scores = results.map { ClassificationScores($0, samples: samples, seed: seed) }
    let best = scores.indices.reduce(0) { scores[$1].macroF1 > scores[$0].macroF1 ? $1 : $0 }
    let rows = models.indices.map { index in
      Row(
        model: models[index], scores: scores[index],
        bytes: RunDirectory.modelByteCount(at: models[index]),
        difference: index == best
          ? nil
          : PairedComparison(results[index], results[best], samples: samples, seed: seed))
    }
    let report = Report(texts: texts.items.count, samples: samples, reference: best, models: rows)
    switch common.format {
    case .json: try Output.json(report)
    case .text: try Output.line(Self.text(report))
    }
  }

  private static func text(_ report: Report) -> String {
    let rows = report.models.map { row in
      [
        row.model, row.scores.accuracy.percent,
        row.scores.intervals?.accuracy.text(\.percent) ?? "",
        row.scores.macroF1.percent, row.scores.intervals?.macroF1.text(\.percent) ?? "",
        row.scores.logLoss?.fixed(4) ?? "", row.scores.calibrationError?.percent ?? "",
        row.bytes.byteSize,
      ]
    }
    let head = [
      "model", "accuracy", "95 %", "macro F1", "95 %", "log loss", "calibration", "size",
    ]
    return ([table([head] + rows), differences(report)].filter { !$0.isEmpty })
      .joined(separator: "\n\n")
  }

  private static func differences(_ report: Report) -> String {
    let rows = report.models.compactMap { row in
      row.difference.map { [row.model] + $0.accuracy.cells + $0.macroF1.cells + $0.mcNemar.cells }
    }
    if rows.isEmpty { return "" }
    let head = [
      "less \(report.models[report.reference].model)", "accuracy", "95 %", "p", "macro F1", "95 %",
      "p", "alone right", "McNemar p",
    ]
    return table([head] + rows)
  }
}
