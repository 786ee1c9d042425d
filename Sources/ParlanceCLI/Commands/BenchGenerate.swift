import ArgumentParser
import ParlanceArrays
import ParlanceDecoding
import ParlanceLanguageModels
import ParlanceNN
import ParlanceSystem
import ParlanceText
import ParlanceTraining

/// `parlance bench generate`.
struct BenchGenerate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate",
    abstract: "Time the writing of text, one token at a time, as lm generate does it.",
    discussion: """
      The figure is the median of five texts after one that is not counted. With --texts it is that of \
      a token of so many texts that take each step together, as a server writes them.
      """)

  @OptionGroup var network: NetworkOptions

  @Option(help: ArgumentHelp("Tokens of each text.", valueName: "n"))
  var tokens = 200

  @Option(
    help: ArgumentHelp("Time a beam search over this many beginnings.", valueName: "n"))
  var beam: Int?

  @Option(
    help: ArgumentHelp("Write so many texts together, as a server does.", valueName: "n"))
  var texts: Int?

  @Option(help: "How the weights are kept: float32, bfloat16 or int8.")
  var precision = WeightFormat.float32

  @OptionGroup(title: "Common options")
  var common: CommonOptions

  func validate() throws {
    try check("tokens", tokens, 1...1_000_000)
    try check("beam", beam ?? 1, 1...4096)
    try check("texts", texts ?? 1, 1...4096)
    if beam != nil, texts != nil { throw ValidationError("--texts and --beam exclude each other") }
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
    if precision != .float32 { try model.network.roundWeights(to: precision) }
    let seconds = texts.map { secondsOfServing(model, $0) } ?? secondsOfWriting(model, &generator)
    let report = Report(microsecondsPerToken: seconds / Double(tokens * (texts ?? 1)) * 1e6)
    switch common.format {
    case .json: try Output.json(report)
    case .text: try Output.line("\(report.microsecondsPerToken.fixed(1)) µs a token")
    }
  }
  private func secondsOfWriting(
    _ model: LanguageModel, _ generator: inout RandomGenerator
  ) -> Double {
    var options = GenerationOptions()
    options.maximumLength = tokens
    options.lines = 0
    options.beamWidth = beam
    return measure(5, warmUp: 1) { _ = model.generate(options, using: &generator) }.median
  }

  /// Of texts as rows of one step, the likeliest token of each taken.
  private func secondsOfServing(_ model: LanguageModel, _ texts: Int) -> Double {
    model.network.keepWeightsForProducts()
    return measure(5, warmUp: 1) {
      Threads.keepingRowsApart {
        var rows = (0..<texts).map { [Int32($0 % model.vocabulary.count)] }
        var state: CarriedState?
        for _ in 0..<tokens {
          let (found, next) = model.read(rows: rows, state)
          state = next
          rows = found.kernels.extremumPlaces(found, isMaximum: true, isLast: false).map { [$0] }
        }
      }
    }.median
  }
}

extension WeightFormat: ExpressibleByArgument {}
