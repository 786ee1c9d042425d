import ArgumentParser
import ParlanceArrays
import ParlanceDecoding
import ParlanceLanguageModels
import ParlanceSystem
import ParlanceText

/// `parlance lm generate`.
struct LanguageModelGenerate: DeviceCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate",
    abstract: "Write text with a language model.",
    discussion: "Tokens are drawn at random unless --most-likely or --beam is given.")

  @OptionGroup var model: ModelOption

  @Option(
    help: ArgumentHelp(
      "What the text begins with; a line feed in it ends a line.", valueName: "text"))
  var prompt = ""

  @Option(
    help: ArgumentHelp(
      "Divides the logits: below 1 nearer to the likeliest, above 1 more varied.",
      valueName: "number"))
  var temperature: Double = 1

  @Option(help: ArgumentHelp("Draw only from the k likeliest tokens.", valueName: "k"))
  var topK: Int?

  @Option(
    help: ArgumentHelp(
      "Draw only from the likeliest tokens that together have this probability.",
      valueName: "share"))
  var topP: Double?

  @Flag(help: "Always take the likeliest token.")
  var mostLikely = false

  @Option(
    help: ArgumentHelp("Search for a likely text, with this many beginnings.", valueName: "n"))
  var beam: Int?

  @Option(
    help: ArgumentHelp(
      "Of --beam: texts of n tokens compete by their log-probability over n to this power; "
        + "0 for the log-probability itself. (default: 1)", valueName: "number"))
  var lengthPenalty: Double?

  @Option(
    help: ArgumentHelp("Write no sequence of n tokens that the text has already.", valueName: "n"))
  var noRepeatNgram: Int?

  @Option(help: ArgumentHelp("The most tokens after the prompt.", valueName: "n"))
  var length = 200

  @Option(help: ArgumentHelp("How many texts to write.", valueName: "n"))
  var count = 1

  @Option(help: ArgumentHelp("Of the random draws.", valueName: "n"))
  var seed: UInt64 = 1

  @Option(
    help: ArgumentHelp(
      "End after this many lines; 0: write on until --length. (default: 1; for a model of "
        + "characters that was trained on a stream: 0)", valueName: "n"))
  var lines: Int?

  @Flag(help: "Let the text hold <unk>.")
  var allowUnknown = false

  @OptionGroup(title: "Adapting to the text")
  var cache: CacheOptions

  @OptionGroup(title: "Common options")
  var computing: DeviceOption

  @OptionGroup(title: "Common options")
  var common: CommonOptions

  func validate() throws {
    if let problem = options.problem { throw ValidationError(problem.ofOption) }
    if !(1...1_000_000).contains(count) {
      throw ValidationError("--count: expected 1 to 1000000, found \(count)")
    }
    if length > 100_000_000 {
      throw ValidationError("--length: expected at most 100000000, found \(length)")
    }
    let draws = temperature != 1 || topK != nil || topP != nil
    if mostLikely && draws {
      throw ValidationError(
        "--most-likely does not go with --temperature, --top-k and --top-p")
    }
    if beam != nil && (draws || mostLikely || count > 1) {
      throw ValidationError(
        "--beam finds one text; it does not go with --temperature, --top-k, --top-p, "
          + "--most-likely and --count")
    }
    if lengthPenalty != nil && beam == nil {
      throw ValidationError("--length-penalty needs --beam")
    }
  }

  private var options: GenerationOptions {
    var options = GenerationOptions()
    options.temperature = mostLikely ? 0 : temperature
    options.topK = topK
    options.topP = topP
    options.beamWidth = beam
    options.lengthPenalty = lengthPenalty ?? options.lengthPenalty
    options.noRepeatNGram = noRepeatNgram
    options.maximumLength = length
    options.lines = lines
    options.allowsUnknown = allowUnknown
    return options
  }

  private struct Text: Encodable {
    let text: String
    let logProbability: Double
    let tokens: Int
  }

  func run() throws {
    common.apply()
    let model = try model.load()
    let unknown = model.lines(ofPrompt: prompt).joined().filter { !model.vocabulary.contains($0) }
    if !unknown.isEmpty {
      common.note("the model does not know: " + unknown.joined(separator: " "))
    }
    var generator = RandomGenerator(seed: seed)
    let isOneLine = lines.map { $0 == 1 } ?? model.endsTextsAtLineEnds
    var texts: [Text] = []
    for number in 1...count {
      let made = model.generate(
        prompt: prompt, options, cache: cache.tokenCache, using: &generator)
      switch common.format {
      case .json:
        texts.append(
          Text(text: made.text, logProbability: made.logProbability, tokens: made.tokens))
      case .text:
        // Texts of several lines are told apart by a blank one.
        try Output.line(made.text + (!isOneLine && number < count ? "\n" : ""))
      }
    }
    if common.format == .json { try Output.json(["texts": texts]) }
  }
}
