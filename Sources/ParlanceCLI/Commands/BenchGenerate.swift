import ArgumentParser
import ParlanceArrays
import ParlanceDecoding
import ParlanceLanguageModels
import ParlanceSystem
import ParlanceText
import ParlanceTraining

/// `parlance bench generate`.
struct BenchGenerate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate",
    abstract: "Time the writing of text, one token at a time, as lm generate does it.",
    discussion: "The figure is the median of five texts after one that is not counted.")

  @OptionGroup var network: NetworkOptions

  @Option(help: ArgumentHelp("Tokens of each text.", valueName: "n"))
  var tokens = 200

  @Option(
    help: ArgumentHelp("Time a beam search over this many beginnings.", valueName: "n"))
  var beam: Int?

  @OptionGroup(title: "Common options")
  var common: CommonOptions

  func validate() throws {
    try check("tokens", tokens, 1...1_000_000)
    try check("beam", beam ?? 1, 1...4096)
  }

  private struct Report: Encodable { let microsecondsPerToken: Double }

  func run() throws {
    common.apply()
    let architecture = network.architecture
    try MemoryEstimate(evaluating: architecture).check()
    var generator = RandomGenerator(seed: 1)
    let words = (Vocabulary.specials.count..<network.vocabulary).map { "w\($0)" }
    let model = LanguageModel(
      network: RecurrentLanguageModel(architecture, using: &generator),
      vocabulary: try Vocabulary(tokens: Vocabulary.specials + words))
    var options = GenerationOptions()
    options.maximumLength = tokens
    options.lines = 0
    options.beamWidth = beam
    let seconds = measure(5, warmUp: 1) {
      _ = model.generate(options, using: &generator)
    }.median
    let report = Report(microsecondsPerToken: seconds / Double(tokens) * 1e6)
    switch common.format {
    case .json: try Output.json(report)
    case .text: try Output.line("\(report.microsecondsPerToken.fixed(1)) µs a token")
    }
  }
}
