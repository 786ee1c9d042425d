import ArgumentParser
import ParlanceTagging
import ParlanceText
import ParlanceTraining

/// `parlance tag evaluate`.
struct TagEvaluate: DeviceCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Measure a tagger's accuracy, and its F1 of entities as conlleval counts.",
    discussion: """
      Entity tags of another scheme than the model's are brought into it. Tags that do not follow their \
      scheme stay as they are without --repair.
      """)

  @OptionGroup var model: TaggerOption

  @Option(
    help: ArgumentHelp(
      "Tagged sentences: CoNLL columns or CoNLL-U, plain or gzipped; - for standard input.",
      valueName: "file"), completion: .file())
  var data: String

  @OptionGroup var columns: Said<TaggedColumns>

  @Flag(help: "Read tags that do not follow their scheme as conlleval does.")
  var repair = false

  @OptionGroup(title: "The report")
  var report: ReportOption

  @OptionGroup(title: "Common options")
  var computing: DeviceOption

  @OptionGroup(title: "Common options")
  var common: CommonOptions

  func run() throws {
    common.apply()
    try report.check()
    let tagger = try model.load()
    let corpus = try TaggedCorpus.read(path: data, TaggedColumns.reading(columns, as: model.model))
    if !repair, let problem = corpus.schemeProblem { common.note(problem) }
    let fitted = try tagger.fitted(corpus, repairing: repair)
    let scores = tagger.evaluate(fitted)
    try report.write(
      RunPage(
        model.model, model: tagger, measured: Measured(tagger, on: fitted, scores, data: data)
      ).report(command: commandLine(), measuredOn: data), common)
    switch common.format {
    case .json: try Output.json(scores)
    case .text:
      try Output.line(table(scores.rows, flushLeft: [0, 1]) + "\n\n" + scores.table)
    }
  }
}
