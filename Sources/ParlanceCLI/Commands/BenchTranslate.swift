import ArgumentParser
import ParlanceNN
import ParlanceTraining
import ParlanceTranslation

extension TranslationArchitecture.Network: ExpressibleByArgument {}
extension TranslationArchitecture.Attention: ExpressibleByArgument {}
extension AttentionFeeding: ExpressibleByArgument {}

/// `parlance bench translate`.
struct BenchTranslate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "translate",
    abstract: "Time whole training steps of a translator on random pairs.",
    discussion: """
      A step is forward, loss, backward and Adam, on pairs whose sides are of like lengths, tokens in \
      proportion to 1 / (n + 1), as in a text. The figures are those of the median step after two that \
      are not counted; words are tokens of targets, padding not among them.
      """)

  @Option(help: "What reads the source and writes the target.")
  var modelType = TranslationArchitecture.Network.recurrent

  @Option(help: "The kind of recurrent cell.")
  var cell = RecurrentCell.gru

  @Option(help: "How a recurrent decoder looks at the source.")
  var attention = TranslationArchitecture.Attention.additive

  @Option(help: "What of it enters the recurrence.")
  var feeding = AttentionFeeding.context

  @Option(help: ArgumentHelp("Tokens of each side.", valueName: "n"))
  var vocabulary = 8000

  @Option(
    help: ArgumentHelp(
      "Numbers of each token. (default: 256, in a transformer those of --hidden)", valueName: "n"))
  var embedding: Int?

  @Option(help: ArgumentHelp("Numbers in a layer's state, in each direction.", valueName: "n"))
  var hidden = 256

  @Option(help: ArgumentHelp("Layers of the encoder, and of the decoder.", valueName: "n"))
  var layers = 1

  @Option(help: ArgumentHelp("A transformer's attention heads.", valueName: "n"))
  var heads = 4

  @Option(
    help: ArgumentHelp("Hidden units of a transformer's feed-forward parts.", valueName: "n"))
  var feedForward = 1024

  @Option(help: ArgumentHelp("Pairs at once.", valueName: "n"))
  var batch = 64

  @Option(help: ArgumentHelp("Tokens of the shortest source.", valueName: "n"))
  var shortest = 4

  @Option(help: ArgumentHelp("Tokens of the longest side.", valueName: "n"))
  var longest = 24

  @Option(help: "The update rule.")
  var optimizer = TrainingConfiguration.Optimizer.adam

  @Option(help: ArgumentHelp("Training steps that are timed.", valueName: "n"))
  var steps = 50

  @OptionGroup(title: "Common options")
  var common: CommonOptions

  func validate() throws {
    try check("vocabulary", vocabulary, 5...(1 << 26))
    if let embedding { try check("embedding", embedding, 1...65536) }
    try check("hidden", hidden, 1...65536)
    try check("layers", layers, 1...64)
    try check("heads", heads, 1...1024)
    try check("feed-forward", feedForward, 1...(1 << 18))
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
    var architecture = TranslationArchitecture()
    architecture.network = modelType
    architecture.cell = cell
    (architecture.attention, architecture.feeding) = (attention, feeding)
    (architecture.sourceVocabularySize, architecture.targetVocabularySize) = (
      vocabulary, vocabulary
    )
    (architecture.embeddingSize, architecture.hiddenSize) = (
      embedding ?? (modelType == .transformer ? hidden : 256), hidden
    )
    (architecture.layers, architecture.heads) = (layers, heads)
    (architecture.feedForwardSize, architecture.dropout) = (feedForward, 0)
    let bench = try TranslationBench(
      architecture, batchSize: batch, lengths: shortest...longest, optimizer: optimizer)
    let seconds = measure(steps, warmUp: 2) { bench.step() }
    let report = Report(
      wordsPerSecond: bench.meanTokens / seconds.median,
      sentencesPerSecond: Double(batch) / seconds.median,
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
