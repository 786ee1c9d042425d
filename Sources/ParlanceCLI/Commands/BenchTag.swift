import ArgumentParser
import ParlanceArrays
import ParlanceOptim
import ParlanceTagging
import ParlanceTraining

extension TaggerArchitecture.Network: ExpressibleByArgument {}
extension TaggerArchitecture.Characters: ExpressibleByArgument {}
extension TaggerArchitecture.Output: ExpressibleByArgument {}
extension TrainingConfiguration.Optimizer: ExpressibleByArgument {}

/// `parlance bench tag`.
struct BenchTag: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tag",
    abstract: "Time whole training steps of a tagger on random sentences.",
    discussion: """
      A step is forward, loss, backward and Adam, on sentences of lengths drawn uniformly, words in \
      proportion to 1 / (n + 1), as in a text. The figures are those of the median step after two that \
      are not counted; words are tokens, padding not among them.
      """)

  @Option(help: "What reads the tokens.")
  var modelType = TaggerArchitecture.Network.gru

  @Option(help: ArgumentHelp("Words that are learned.", valueName: "n"))
  var vocabulary = 10_000

  @Option(help: ArgumentHelp("Numbers of each word.", valueName: "n"))
  var embedding = 100

  @Option(help: ArgumentHelp("Numbers in a layer's state, in each direction.", valueName: "n"))
  var hidden = 128

  @Option(help: ArgumentHelp("Recurrent or hidden layers.", valueName: "n"))
  var layers = 1

  @Option(help: ArgumentHelp("Tags.", valueName: "n"))
  var tags = 17

  @Option(help: ArgumentHelp("Sentences at once.", valueName: "n"))
  var batch = 32

  @Option(help: ArgumentHelp("Tokens of the shortest sentence.", valueName: "n"))
  var shortest = 3

  @Option(help: ArgumentHelp("Tokens of the longest sentence.", valueName: "n"))
  var longest = 40

  @Option(help: "What the tags' scores become.")
  var outputLayer = TaggerArchitecture.Output.softmax

  @Option(help: "What is made of a word's characters.")
  var characters = TaggerArchitecture.Characters.none

  @Option(help: "The update rule.")
  var optimizer = TrainingConfiguration.Optimizer.adam

  @Option(help: ArgumentHelp("Training steps that are timed.", valueName: "n"))
  var steps = 50

  @OptionGroup(title: "Common options")
  var common: CommonOptions

  func validate() throws {
    try check("vocabulary", vocabulary, 5...(1 << 26))
    try check("embedding", embedding, 1...65536)
    try check("hidden", hidden, 1...65536)
    try check("layers", layers, 1...64)
    try check("tags", tags, 1...4096)
    try check("batch", batch, 1...(1 << 16))
    try check("longest", longest, 1...1024)
    try check("shortest", shortest, 1...longest)
    try check("steps", steps, 1...1_000_000)
  }

  private struct Report: Encodable {
    let wordsPerSecond: Double
    let sentencesPerSecond: Double
    let millisecondsPerStep: Double
  }

  func run() throws {
    common.apply()
    var architecture = TaggerArchitecture()
    architecture.network = modelType
    architecture.embeddingSize = embedding
    architecture.hiddenSize = hidden
    architecture.layers = layers
    architecture.characters = characters
    architecture.output = outputLayer
    (architecture.shapeSize, architecture.affixSize, architecture.dropout) = (0, 0, 0)
    let bench = try TaggerBench(
      architecture, vocabularySize: vocabulary, tagCount: tags, batchSize: batch,
      lengths: shortest...longest, optimizer: optimizer)
    let seconds = measure(steps, warmUp: 2) { bench.step() }
    let words = bench.meanTokens / seconds.median
    let report = Report(
      wordsPerSecond: words, sentencesPerSecond: Double(batch) / seconds.median,
      millisecondsPerStep: seconds.median * 1000)
    switch common.format {
    case .json: try Output.json(report)
    case .text:
      try Output.line(
        "\(Int(report.wordsPerSecond).grouped) words/s, "
          + "\(Int(report.sentencesPerSecond).grouped) sentences/s, "
          + "\(report.millisecondsPerStep.fixed(2)) ms a step")
    }
  }
}
