import ArgumentParser
import ParlanceSystem
import ParlanceText
import ParlanceTraining
import ParlanceTranslation

/// `parlance bench decode`.
struct BenchDecode: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "decode",
    abstract: "Time the writing of translations, as translate predict does it.",
    discussion: """
      Sources are random words, weights are random numbers, and each translation has just as many tokens. \
      The figure is the median of five runs after one that is not counted.
      """)

  @Option(help: "What reads the source and writes the target.")
  var modelType = TranslationArchitecture.Network.recurrent

  @Option(help: ArgumentHelp("Tokens of each vocabulary.", valueName: "n"))
  var vocabulary = 8000

  @Option(help: ArgumentHelp("Numbers in each layer's state and each embedding.", valueName: "n"))
  var hidden = 256

  @Option(help: ArgumentHelp("Layers of the encoder, and of the decoder.", valueName: "n"))
  var layers = 2

  @Option(help: ArgumentHelp("Sequences kept at each step.", valueName: "n"))
  var beam = 5

  @Option(help: ArgumentHelp("Sentences at once.", valueName: "n"))
  var batch = 32

  @Option(help: ArgumentHelp("Tokens of each source and each translation.", valueName: "n"))
  var tokens = 20

  @OptionGroup(title: "Common options")
  var common: CommonOptions

  func validate() throws {
    try check("vocabulary", vocabulary, 5...(1 << 20))
    try check("hidden", hidden, 4...8192)
    try check("layers", layers, 1...64)
    try check("beam", beam, 1...4096)
    try check("batch", batch, 1...4096)
    try check("tokens", tokens, 1...4096)
  }

  private struct Report: Encodable {
    let sentencesPerSecond: Double
    let millisecondsPerBatch: Double
  }

  func run() throws {
    common.apply()
    var architecture = TranslationArchitecture()
    architecture.network = modelType
    (architecture.embeddingSize, architecture.hiddenSize) = (hidden, hidden)
    (architecture.layers, architecture.feedForwardSize) = (layers, 4 * hidden)
    (architecture.sourceVocabularySize, architecture.targetVocabularySize) = (
      vocabulary, vocabulary
    )
    (architecture.level, architecture.maximumLength) = (.word, tokens + 1)
    if let problem = architecture.problem { throw InputError(.usage, problem) }
    try MemoryEstimate(
      evaluating: skeleton { architecture.makeNetwork(using: &$0) },
      of: "a translator of hidden size \(hidden)"
    ).check()
    var generator = RandomGenerator(seed: 1)
    let words = (Vocabulary.specials.count..<vocabulary).map { "w\($0)" }
    let side = SideTokenizer(
      .word, try Vocabulary(tokens: Vocabulary.specials + words), nil)
    let translator = Translator(
      network: architecture.makeNetwork(using: &generator), source: side, target: side)
    let lines = (0..<batch).map { _ in
      (1..<max(tokens, 2)).map { _ in words[Int(generator.uniform() * Double(words.count))] }
        .joined(separator: " ")
    }
    var request = TranslationRequest()
    (request.options.beamWidth, request.batchSize) = (beam, batch)
    (request.options.minimumLength, request.options.maximumLength) = (tokens, tokens)
    let seconds = measure(5, warmUp: 1) { _ = translator.translations(of: lines, request) }.median
    let report = Report(
      sentencesPerSecond: Double(batch) / seconds, millisecondsPerBatch: 1000 * seconds)
    switch common.format {
    case .json: try Output.json(report)
    case .text:
      try Output.line(
        "\(report.sentencesPerSecond.fixed(1)) sentences/s, "
          + "\(report.millisecondsPerBatch.fixed(1)) ms a batch")
    }
  }
}
