import ArgumentParser
import ParlanceVectors

extension VectorSettings.ModelType: ExpressibleByArgument {}

/// `parlance bench vectors`.
struct BenchVectors: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "vectors",
    abstract: "Time passes over random words in which word vectors are learned.",
    discussion: """
      The words are drawn in proportion to 1 / (n + 1), as in a text, in lines of 20. The figure is that of \
      the median pass after one that is not counted: pairs of GloVe's matrix, or words of the text, those \
      that are passed over among them.
      """)

  @Option(help: "What vectors are learned by.")
  var modelType = VectorSettings.ModelType.glove

  @Option(help: ArgumentHelp("Words that are drawn from.", valueName: "n"))
  var vocabulary = 20_000

  @Option(help: ArgumentHelp("Words of the text.", valueName: "n"))
  var tokens = 500_000

  @Option(help: ArgumentHelp("Numbers of a vector.", valueName: "n"))
  var dimensions = 100

  @Option(help: ArgumentHelp("The longest character n-grams; 0 for none.", valueName: "n"))
  var maxN = 6

  @Option(help: ArgumentHelp("Passes that are timed.", valueName: "n"))
  var passes = 3

  @OptionGroup(title: "Common options")
  var common: CommonOptions

  func validate() throws {
    try check("vocabulary", vocabulary, 2...(1 << 26))
    try check("tokens", tokens, 2...(1 << 30))
    try check("dimensions", dimensions, 1...10_000)
    try check("max-n", maxN, 0...100)
    try check("passes", passes, 1...1000)
  }

  private struct Report: Encodable {
    let pairsPerSecond: Double?
    let wordsPerSecond: Double?
    let examples: Int
  }

  func run() throws {
    common.apply()
    var settings = VectorSettings(modelType)
    settings.dimensions = dimensions
    settings.subwords.maximum = maxN
    settings.subwords.minimum = min(settings.subwords.minimum, max(maxN, 1))
    let bench = try VectorBench(settings, vocabularySize: vocabulary, tokens: tokens)
    let seconds = measure(passes, warmUp: 1) { bench.pass() }
    let speed = Double(bench.examples) / seconds.median
    let isPairs = modelType == .glove
    switch common.format {
    case .json:
      try Output.json(
        Report(
          pairsPerSecond: isPairs ? speed : nil, wordsPerSecond: isPairs ? nil : speed,
          examples: bench.examples))
    case .text:
      try Output.line(
        "\(Int(speed).grouped) \(isPairs ? "pairs" : "words")/s, "
          + "\(bench.examples.grouped) a pass")
    }
  }
}
