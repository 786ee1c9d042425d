import ParlanceAutograd
import ParlanceNN
import ParlanceSystem

/// What a translator is made of: the part of `model.json` that its weights must fit.
public struct TranslationArchitecture: Codable, Sendable, Equatable {
  /// What reads the source and writes the target.
  public enum Network: String, Codable, Sendable, CaseIterable { case recurrent, transformer }
  /// How a recurrent decoder looks at the source.
  public enum Attention: String, Codable, Sendable, CaseIterable {
    case none, dot, general, additive, concat

    var score: AttentionScore? { AttentionScore(rawValue: rawValue) }
  }
  /// What a token is.
  public enum Level: String, Codable, Sendable, CaseIterable { case subword, word, character }

  public var network = Network.recurrent
  /// The kind of recurrent cell.
  public var cell = RecurrentCell.gru
  /// Whether a recurrent encoder reads the source in both directions.
  public var bidirectional = true
  public var attention = Attention.additive
  /// How what a recurrent decoder saw enters its recurrence, where there is attention.
  public var feeding = AttentionFeeding.context
  /// Whether the decoder may copy tokens of the source that it attends to.
  public var copying = false
  /// V of each side, with the four special tokens.
  public var sourceVocabularySize = 0
  public var targetVocabularySize = 0
  /// E.
  public var embeddingSize = 256
  /// H.
  public var hiddenSize = 256
  /// Layers of the encoder, and of the decoder.
  public var layers = 1
  /// A transformer's attention heads.
  public var heads = 4
  /// The hidden units of a transformer's feed-forward parts.
  public var feedForwardSize = 1024
  /// How a transformer knows where tokens stand.
  public var positions = PositionKind.sinusoidal
  /// Whether a transformer normalises the input of each part, rather than its sum.
  public var normalisesFirst = true
  public var dropout = 0.2
  /// Dropout of whole tokens of both sides: of each wherever it stands in a batch.
  public var wordDropout = 0.0
  /// Whether the output layer uses the target's embeddings; E = H then.
  public var tied = false
  /// Whether both sides have one vocabulary and one table of embeddings.
  public var sharesVocabulary = false
  public var level = Level.subword
  /// Whether a line comes back from its words as it was: blanks alone part words, so that no-break spaces stay, and
  /// marks are written without a blank where there was none; false in models of earlier builds.
  public var keepsSpacing = true
  /// The longest source and target, in tokens; longer ones are cut.
  public var maximumLength = 256
  /// The most tokens that a translation has for each of its source's, `</s>` among them, `lengthAllowance`
  /// not counted; nil in models of earlier builds, whose translations only `maximumLength` bounds.
  ///
  /// A model that has not learned to end would be searched to `maximumLength` for each sentence.
  public var lengthFactor: Int? = 3

  /// What a translation may have besides, so that short sources have long translations.
  static let lengthAllowance = 20

  /// Creates the defaults.
  public init() {}

  /// What is wrong with the numbers, or nil: no model may be built before this is nil.
  public var problem: SettingProblem? {
    .first(
      of: .first([
        "sourceVocabularySize": (sourceVocabularySize, 1...1 << 26),
        "targetVocabularySize": (targetVocabularySize, 1...1 << 26),
        "embeddingSize": (embeddingSize, 1...1 << 16), "hiddenSize": (hiddenSize, 1...1 << 16),
        "layers": (layers, 1...64), "heads": (heads, 1...1 << 10),
        "feedForwardSize": (feedForwardSize, 1...1 << 18),
        "maximumLength": (maximumLength, 1...1 << 16),
        "lengthFactor": (lengthFactor ?? 1, 1...1 << 16),
      ]),
      .first(rates: ["dropout": dropout, "wordDropout": wordDropout]),
      .unless(
        !sharesVocabulary || sourceVocabularySize == targetVocabularySize,
        "targetVocabularySize",
        expected: "\(sourceVocabularySize), as the source's, which it shares",
        found: targetVocabularySize),
      .unless(
        !tied || embeddingSize == hiddenSize, "embeddingSize",
        expected: "\(hiddenSize), the hidden size, for tied weights", found: embeddingSize),
      network == .recurrent ? recurrentProblem : transformerProblem)
  }

  private var recurrentProblem: SettingProblem? {
    .unless(
      attention != .dot || !bidirectional, "attention",
      expected:
        "general for an encoder of two directions, whose states are twice as wide, or bidirectional: false",
      found: attention.rawValue)
      ?? .unless(
        attention != .none || !copying, "copying",
        expected: "false without attention, which says what is copied", found: true)
  }

  private var transformerProblem: SettingProblem? {
    .unless(
      embeddingSize == hiddenSize, "embeddingSize",
      expected: "\(hiddenSize), the hidden size, in a transformer", found: embeddingSize)
      ?? .unless(
        hiddenSize % heads == 0, "hiddenSize", expected: "a multiple of the \(heads) heads",
        found: hiddenSize)
      ?? .unless(
        positions != .rotary || (hiddenSize / heads).isMultiple(of: 2), "hiddenSize",
        expected: "an even size for each head with rotary positions", found: hiddenSize)
  }

  /// A network of this architecture with random weights; traps where the architecture has a problem.
  public func makeNetwork(using generator: inout RandomGenerator) -> any TranslationNetwork {
    switch network {
    case .recurrent: RecurrentTranslator(self, using: &generator)
    case .transformer: TransformerTranslator(self, using: &generator)
    }
  }

  /// For people.
  public var summary: String {
    let recurrent =
      "\(bidirectional ? "bidirectional " : "")\(cell.rawValue) encoder and decoder, "
      + (attention == .none ? "no attention" : "\(attention.rawValue) attention")
      + (attention == .none ? "" : feeding.summary)
    return "\(layers)-layer "
      + (network == .recurrent ? recurrent : "transformer of \(heads) heads")
      + (copying ? ", copying" : "") + ", \(level.rawValue)s"
  }
}

extension AttentionFeeding {
  fileprivate var summary: String {
    switch self {
    case .none: ""
    case .context: ", contexts fed"
    case .input: ", input feeding"
    }
  }
}
