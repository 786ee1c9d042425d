import ArgumentParser
import ParlanceClassification
import ParlanceScores
import ParlanceSystem
import ParlanceText
import ParlanceTraining

/// `parlance classify evaluate`.
struct ClassifyEvaluate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Score a classifier on labelled texts.",
    discussion: """
      Labels that the model does not know are errors, and named. The 95 % intervals are of a thousand \
      bootstrap samples of the texts.
      """)

  @OptionGroup var model: ClassifierOption

  @Option(
    help: ArgumentHelp("The texts: a file or folder, or - for standard input.", valueName: "path"),
    completion: .file())
  var data: String

  @OptionGroup(title: "The file")
  var format: Said<LabelledFormatOptions>

  @OptionGroup(title: "The report")
  var report: ReportOption

  @OptionGroup(title: "Common options")
  var common: CommonOptions

  func run() throws {
    common.apply()
    let model = try model.load()
    let texts = try LabelledTexts.read(data, format: format.settings)
    for note in texts.notes { common.note(note) }
    let results = try model.results(on: texts)
    let unseen = results.truth.unseen
    if !unseen.isEmpty {
      guard
        texts.items.contains(where: { $0.labels.contains { model.labels.index(of: $0) != nil } })
      else {
        throw InputError(
          .badData, file: data,
          "the model knows none of the labels \(unseen.prefix(5).joined(separator: ", ")); it tells "
            + "apart \(model.labels.names.prefix(5).joined(separator: ", "))")
      }
      common.note("labels that the model has never seen: \(unseen.joined(separator: ", "))")
    }
    let scores = ClassificationScores(results)
    try report.write(scores.pictures, common)
    switch common.format {
    case .json: try Output.json(scores)
    case .text: try Output.line(scores.listing())
    }
  }
}

/// The model that a command reads.
struct ClassifierOption: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "The model's folder, or a model of fastText: a .bin or .ftz file.", valueName: "path"),
    completion: .file())
  var model = "models/classifier"

  func load() throws -> any TextClassifying { try ModelKinds.classifier(at: model) }
}
