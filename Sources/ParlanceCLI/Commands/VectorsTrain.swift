import ArgumentParser
import ParlanceReports
import ParlanceSystem
import ParlanceTraining
import ParlanceVectors

/// `parlance vectors train`.
struct VectorsTrain: DeviceCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Learn word vectors from a text.",
    discussion: """
      The folder that is written serves as --vectors of all other commands: its vectors.bin is mapped into \
      memory; vectors convert writes it in other forms. Without --train it learns from recipes that a \
      built-in grammar writes. The same seed gives the same bits at any number of threads, and whether or \
      not a run was stopped and resumed.

      Examples:
        parlance vectors train --train text.txt --output vectors
        parlance vectors train --train text.txt --model-type skip-gram --output vectors
        parlance vectors train --train more.txt --initial-vectors vectors --output vectors2

      With --format json the answer is an object with model, words, dimensions, epochs, seconds, \
      pairsPerSecond (glove) or wordsPerSecond, loss, and validation with spearman where that was asked for.
      """)

  @OptionGroup var train: Said<VectorOptions>

  @OptionGroup var folder: RunOptions

  @OptionGroup(title: "The report")
  var report: ReportOption

  @OptionGroup(title: "Common options")
  var computing: DeviceOption

  @OptionGroup(title: "Common options")
  var common: CommonOptions

  private var output: String { folder.output ?? "models/vectors" }

  func run() throws {
    common.apply()
    try requireProcessor()
    try report.check()
    let stop = StopRequest()
    let signals = Signals(stop)
    let report = try withExtendedLifetime(signals) {
      try StopRequest.$current.withValue(stop) { try trained(stop) }
    }
    try self.report.write(page(), common)
    switch common.format {
    case .json: try Output.json(report)
    case .text: try Output.line(report.text)
    }
  }

  private func page() throws -> Report {
    let model = try VectorModel(directory: RunDirectory(output))
    return try RunPage(output, model: model, measured: Measured(model.vectors)).report()
  }

  private func trained(_ stop: StopRequest) throws -> VectorTrainingReport {
    let said = try folder.said(train)
    let options = (folder.resume ? try folder.resumed(said, in: output) : said).resolved
    let counted = ["window", "min-count", "vocabulary-size", "symmetric", "distance-weighting"]
    for name in counted where train["counts"] != nil && train[name] != nil {
      common.note("--\(name) changes nothing: the counts of --counts are made")
    }
    if let problem = options.conflict { throw InputError(.usage, problem) }
    let settings = options.settings
    let isPairs = settings.modelType == .glove
    let run = try VectorRun(settings, output: output, existing: folder.existing)
    let report = try run.train(
      configuration: RunOptions.configuration(options, of: "vectors train"),
      command: commandLine(),
      observer: folder.observer(unit: isPairs ? "pairs" : "words", common), stop: stop)
    return VectorTrainingReport(report, isPairs: isPairs)
  }
}

/// What `vectors train` ends with.
struct VectorTrainingReport: Encodable {
  let model: String
  let words: Int
  let dimensions: Int
  let epochs: Int
  let seconds: Double
  let pairsPerSecond: Double?
  let wordsPerSecond: Double?
  let loss: Double
  /// Of the best epoch, where there is something to validate by.
  let validation: VectorScore?

  init(_ report: VectorReport, isPairs: Bool) {
    (model, words, dimensions) = (report.model, report.words, report.dimensions)
    (epochs, seconds, loss) = (report.epochs, report.seconds, report.loss)
    validation = report.validation
    pairsPerSecond = isPairs ? report.wordsPerSecond : nil
    wordsPerSecond = isPairs ? nil : report.wordsPerSecond
  }

  var text: String {
    let speed =
      pairsPerSecond.map { "\(Int($0).grouped) pairs/s" }
      ?? "\(Int(wordsPerSecond ?? 0).grouped) words/s"
    return table(
      [
        ["model", model], ["words", words.grouped], ["dimensions", "\(dimensions)"],
        ["training", "\(epochs.counted("epoch")) in \(seconds.clock), \(speed)"],
        ["loss", loss.fixed(4)],
      ] + (validation.map { [["validation", $0.summary]] } ?? []), flushLeft: [0, 1])
  }
}
