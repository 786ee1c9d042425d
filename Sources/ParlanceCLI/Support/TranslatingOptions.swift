import ArgumentParser
import ParlanceDecoding
import ParlanceSystem
import ParlanceText
import ParlanceTranslation

/// How translations are searched for.
struct TranslatingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Sequences kept at each step; 1 for greedy. (default: 5)", valueName: "count"))
  var beam: Int?

  @Option(
    help: ArgumentHelp(
      "How a beam search weighs length: 0 for not at all, 1 for the mean of a token. (default: 1)",
      valueName: "power"))
  var lengthPenalty: Double?

  @Option(
    help: ArgumentHelp(
      "How much a beam search minds words of the source that attention has passed over. (default: 0)",
      valueName: "weight"))
  var coveragePenalty: Double?

  @Option(help: ArgumentHelp("Forbid n-grams of this length to come twice.", valueName: "n"))
  var noRepeatNgram: Int?

  @Option(
    help: ArgumentHelp(
      "The longest translation, in tokens; of a short sentence it may be less. (default: the model's)",
      valueName: "count"))
  var maximumLength: Int?

  @Option(help: ArgumentHelp("Lines that are read at once.", valueName: "count"))
  var batchSize = 32

  func validate() throws {
    if let problem = request.options.problem { throw ValidationError(problem.ofOption) }
    try check("batch-size", batchSize, 1...4096)
    try check("maximum-length", maximumLength ?? 1, 1...(1 << 30))
  }

  var request: TranslationRequest {
    var request = TranslationRequest()
    request.options.beamWidth = beam ?? 5
    request.options.lengthPenalty = lengthPenalty ?? 1
    request.options.coveragePenalty = coveragePenalty ?? 0
    request.options.noRepeatNGram = noRepeatNgram
    if let maximumLength { request.options.maximumLength = maximumLength }
    request.batchSize = batchSize
    return request
  }

  /// Throws `InputError` where a weight is asked for that a model has no attention for.
  func requireAttention(of translator: Translator) throws {
    if coveragePenalty ?? 0 > 0 { try translator.requireAttention() }
  }
}

/// How translations are drawn at random.
struct DrawingOptions: ParsableArguments {
  @Flag(help: "Draw each token at random; so do the next three options.")
  var sample = false

  @Option(
    help: ArgumentHelp(
      "Divides the logits: below 1 nearer to the likeliest, above 1 more varied. (default: 1)",
      valueName: "number"))
  var temperature: Double?

  @Option(help: ArgumentHelp("Draw only from the k likeliest tokens.", valueName: "k"))
  var topK: Int?

  @Option(
    help: ArgumentHelp(
      "Draw only from the likeliest tokens that together have this probability.",
      valueName: "share"))
  var topP: Double?

  @Option(help: ArgumentHelp("Of the random draws.", valueName: "n"))
  var seed: UInt64 = 1

  var isAsked: Bool { sample || temperature != nil || topK != nil || topP != nil }

  /// The request with what was said here.
  func drawn(_ request: TranslationRequest) -> TranslationRequest {
    var request = request
    guard isAsked else { return request }
    request.options.beamWidth = nil
    request.options.temperature = temperature ?? 1
    (request.options.topK, request.options.topP) = (topK, topP)
    request.seed = seed
    return request
  }

  /// Throws where a search is asked for too.
  func validate(_ writing: TranslatingOptions) throws {
    guard isAsked else { return }
    if let problem = drawn(writing.request).options.problem {
      throw ValidationError(problem.ofOption)
    }
    if writing.beam != nil || writing.lengthPenalty != nil || writing.coveragePenalty != nil {
      throw ValidationError(
        "--beam, --length-penalty and --coverage-penalty search; they do not go with --sample, "
          + "--temperature, --top-k and --top-p")
    }
  }
}
