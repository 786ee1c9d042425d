import ArgumentParser
import ParlanceLanguageModels
import ParlanceSystem
import ParlanceTraining

/// `parlance lm mix`.
struct LanguageModelMix: DeviceCommand {
  static let configuration = CommandConfiguration(
    commandName: "mix",
    abstract: "Mix language models, with the weights that make a text likeliest.",
    discussion: """
      The probability of a token is the weighted mean of those that the models give it. They must \
      know the same tokens. The weights are fitted by expectation maximisation to a text that no \
      model was trained on. The folder that is written holds copies of the models and is a model \
      like any other.

      Networks know words that they lack and a literal <unk> of a text as one; with such a model all of a \
      mixture do, and the perplexities that are shown are of that. n-grams of all words, which lm evaluate \
      measures alone, tell the two apart, so that their own perplexity is greater there.
      """)

  @Option(
    name: .shortAndLong,
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Two models or more: folders, or ARPA files, plain or gzipped.", valueName: "model"),
    completion: .file())
  var model: [String]

  @Option(
    help: ArgumentHelp(
      "The text that the weights are fitted to, plain or gzipped; - for standard input.",
      valueName: "file"),
    completion: .file())
  var data: String?

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "One weight a model, in their order, instead of fitted ones.", valueName: "number"))
  var weight: [Double] = []

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The folder that the mixture is written to.", valueName: "folder"),
    completion: .directory)
  var output: String

  @Option(help: "Lines without a token. (default: as in the first model's training)")
  var blankLines: BlankLines?

  @Flag(help: "Replace the model in the output folder.")
  var overwrite = false

  @OptionGroup(title: "Common options")
  var computing: DeviceOption

  @OptionGroup(title: "Common options")
  var common: CommonOptions

  func validate() throws {
    if model.count < 2 {
      throw ValidationError("--model: expected two models or more, found \(model.count)")
    }
    if data == nil && weight.isEmpty {
      throw ValidationError("the weights are fitted to a text: give --data, or --weight")
    }
    if output.isEmpty { throw ValidationError("--output: expected a folder, found nothing") }
  }

  func run() throws {
    common.apply()
    var settings = MixtureSettings()
    settings.models = model
    settings.weights = weight.isEmpty ? nil : weight
    settings.validation = data
    if let problem = settings.problem { throw InputError(.usage, problem) }
    settings.skipBlankLines = try blankLines.map { $0 == .skip } ?? blankLinesWereSkipped(model[0])
    let run = try MixtureRun(settings, output: output, existing: overwrite ? .overwrite : .refuse)
    let report = try run.make(command: commandLine(), note: common.note)
    switch common.format {
    case .json: try Output.json(report)
    case .text: try Output.line(Self.text(report))
    }
  }

  private static func text(_ report: MixtureReport) -> String {
    func perplexity(_ evaluation: Evaluation?) -> [String] {
      evaluation.map { [$0.perplexity.short] } ?? []
    }
    let head = ["model", "weight"] + (report.validation == nil ? [] : ["perplexity"])
    return table(
      [head]
        + report.parts.map { [$0.model, $0.weight.fixed(4)] + perplexity($0.validation) }
        + [[report.model, ""] + perplexity(report.validation)])
  }
}
