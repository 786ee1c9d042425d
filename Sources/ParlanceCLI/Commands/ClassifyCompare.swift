import ArgumentParser
import ParlanceClassification
import ParlanceScores
import ParlanceText
import ParlanceTraining

/// `parlance classify compare`.
struct ClassifyCompare: DeviceCommand {
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
    help: ArgumentHelp("The models: folders, or files of fastText.", valueName: "path"),
    completion: .file())
  var models: [String]

  @Option(
    help: ArgumentHelp("The texts: a file or folder, or - for standard input.", valueName: "path"),
    completion: .file())
  var data: String

  @OptionGroup var sampling: SamplingOptions

  @OptionGroup(title: "The file")
  var format: Said<LabelledFormatOptions>

  @OptionGroup(title: "Common options")
  var computing: DeviceOption

  @OptionGroup(title: "Common options")
  var common: CommonOptions

  private typealias Compared = ComparedModels<ClassificationScores, PairedComparison>

  private struct Report: Encodable {
    let texts: Int
    let samples: Int
    /// The place of the model that the others are held against.
    let reference: Int
    let models: [Compared.Row]
  }

  func run() throws {
    common.apply()
    let loaded = try models.map { try ModelKinds.classifier(at: $0) }
    let texts = try LabelledTexts.read(data, format: format.settings)
    for note in texts.notes { common.note(note) }
    for model in loaded { try model.checkKnows(texts, file: data) }
    let results = try loaded.map { try $0.results(on: texts) }
    let scores = results.map {
      ClassificationScores($0, samples: sampling.samples, seed: sampling.seed)
    }
    let compared = Compared(models, scores, merits: scores.map(\.macroF1)) {
      PairedComparison(results[$0], results[$1], samples: sampling.samples, seed: sampling.seed)
    }
    let report = Report(
      texts: texts.items.count, samples: sampling.samples, reference: compared.reference,
      models: compared.rows)
    switch common.format {
    case .json: try Output.json(report)
    case .text: try Output.line(Self.text(compared))
    }
  }

  private static func text(_ compared: Compared) -> String {
    compared.text(
      scores: (
        ["accuracy", "95 %", "macro F1", "95 %", "log loss", "calibration"],
        { scores in
          [
            scores.accuracy.percent, scores.intervals?.accuracy.text(\.percent) ?? "",
            scores.macroF1.percent, scores.intervals?.macroF1.text(\.percent) ?? "",
            scores.logLoss?.fixed(4) ?? "", scores.calibrationError?.percent ?? "",
          ]
        }
      ),
      differences: (
        ["accuracy", "95 %", "p", "macro F1", "95 %", "p", "alone right", "McNemar p"],
        { $0.accuracy.cells + $0.macroF1.cells + $0.mcNemar.cells }
      ))
  }
}
