import ParlanceArrays
import ParlanceNN
import ParlanceSystem
import ParlanceText

/// What a tagger is made of: the part of `model.json` that its weights must fit.
public struct TaggerArchitecture: Codable, Sendable, Equatable {
  /// What reads the tokens; `model.json` has it as `modelType`.
  public enum Network: String, Codable, Sendable, CaseIterable {
    case window, rnn, lstm, gru, transformer
  }
  /// How a word's characters become numbers.
  public enum Characters: String, Codable, Sendable, CaseIterable { case none, cnn, recurrent }
  /// What training does with given word vectors.
  public enum Vectors: String, Codable, Sendable, CaseIterable {
    case none, fixed
    case fineTuned = "fine-tuned"
  }
  /// What the tags' scores become: probabilities of each token's tag, or of the sentence's tags.
  public enum Output: String, Codable, Sendable, CaseIterable { case softmax, crf }

  /// What reads the tokens.
  public var network = Network.lstm
  /// Words of a window, its centre among them.
  public var window = 5
  /// Whether a recurrent network reads each sentence from both ends.
  public var bidirectional = true
  /// Recurrent, hidden or attention layers.
  public var layers = 1
  /// Numbers in a layer's state, in each direction.
  public var hiddenSize = 128
  /// A transformer's attention heads; nil for as many as have 32 numbers each, 8 at most.
  public var heads: Int?
  /// The hidden units of a transformer's feed-forward parts; nil for 4 H.
  public var feedForwardSize: Int?
  /// How a transformer knows where words stand.
  public var positions = PositionKind.rotary
  /// Whether a transformer normalises the input of each part, rather than its sum.
  public var normalisesFirst = true
  /// The rate of dropout within a transformer's layers.
  public var layerDropout = 0.1
  /// Numbers of each learned word; 0 for none.
  public var embeddingSize = 100
  /// Whether words are learned in small letters.
  public var lowercased = true
  /// How a word's characters become numbers.
  public var characters = Characters.cnn
  /// Numbers of each character.
  public var characterEmbeddingSize = 32
  /// Filters over a word's characters, or the units that read them, in both directions together.
  public var characterSize = 64
  /// Numbers of a word's shape: capitals, digits, marks; 0 for none.
  public var shapeSize = 16
  /// Numbers of a word's prefixes and suffixes; 0 for none.
  public var affixSize = 32
  /// Whether a token that is one character of a script without blanks between words has, in the place of
  /// affixes, n-grams with the tokens beside it. Training leaves it so where tokens are such characters, and
  /// not words.
  public var readsNeighbours = true
  /// What training does with given word vectors.
  public var vectors = Vectors.none
  /// Numbers of a given vector.
  public var vectorSize = 0
  /// What the tags' scores become.
  public var output = Output.softmax
  /// The rate of dropout on the inputs, between layers and before the output.
  public var dropout = 0.3
  /// The scheme of entity tags; nil for tags that mark no entities.
  public var scheme: TagScheme?
  /// The only entity type or tag that is told from all else; nil for all.
  public var only: String?
  /// Words that are learned, with the four special ones.
  public var vocabularySize = 0
  /// Words with given vectors, with the four special ones; 0 for none.
  public var vectorCount = 0
  /// Characters, with the four special ones.
  public var characterCount = 0
  /// K.
  public var tagCount = 0

  /// Creates the defaults.
  public init() {}

  private enum CodingKeys: String, CodingKey {
    case window, bidirectional, layers, hiddenSize, embeddingSize, lowercased, characters
    case characterEmbeddingSize, characterSize, shapeSize, affixSize, vectors, vectorSize, output
    case readsNeighbours
    case dropout, scheme, only, vocabularySize, vectorCount, characterCount, tagCount
    case heads, feedForwardSize, positions, normalisesFirst, layerDropout
  }

  /// Reads an architecture; what a writer may leave out has its default.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    func optional<T: Decodable>(_ key: CodingKeys, _ value: inout T) throws {
      if let found = try values.decodeIfPresent(T.self, forKey: key) { value = found }
    }
    vocabularySize = try values.decode(Int.self, forKey: .vocabularySize)
    tagCount = try values.decode(Int.self, forKey: .tagCount)
    hiddenSize = try values.decode(Int.self, forKey: .hiddenSize)
    layers = try values.decode(Int.self, forKey: .layers)
    try optional(.window, &window)
    try optional(.bidirectional, &bidirectional)
    heads = try values.decodeIfPresent(Int.self, forKey: .heads)
    feedForwardSize = try values.decodeIfPresent(Int.self, forKey: .feedForwardSize)
    try optional(.positions, &positions)
    try optional(.normalisesFirst, &normalisesFirst)
    try optional(.layerDropout, &layerDropout)
    try optional(.embeddingSize, &embeddingSize)
    try optional(.lowercased, &lowercased)
    try optional(.characters, &characters)
    try optional(.characterEmbeddingSize, &characterEmbeddingSize)
    try optional(.characterSize, &characterSize)
    try optional(.shapeSize, &shapeSize)
    try optional(.affixSize, &affixSize)
    // Taggers of earlier do not.
    readsNeighbours = try values.decodeIfPresent(Bool.self, forKey: .readsNeighbours) ?? false
    try optional(.vectors, &vectors)
    try optional(.vectorSize, &vectorSize)
    try optional(.output, &output)
    try optional(.dropout, &dropout)
    scheme = try values.decodeIfPresent(TagScheme.self, forKey: .scheme)
    only = try values.decodeIfPresent(String.self, forKey: .only)
    try optional(.vectorCount, &vectorCount)
    try optional(.characterCount, &characterCount)
  }

  /// What is wrong with the numbers, or nil: no network may be built before this is nil.
  public var problem: SettingProblem? {
    let sizes = SettingProblem.first([
      "vocabularySize": (vocabularySize, 4...1 << 26), "tagCount": (tagCount, 1...1 << 12),
      "hiddenSize": (hiddenSize, 1...1 << 16), "layers": (layers, 1...64),
      "window": (window, 1...1 << 10), "embeddingSize": (embeddingSize, 0...1 << 16),
      "characterEmbeddingSize": (characterEmbeddingSize, 1...1 << 12),
      "characterSize": (characterSize, 1...1 << 14), "shapeSize": (shapeSize, 0...1 << 12),
      "affixSize": (affixSize, 0...1 << 12),
      "characterCount": (characterCount, (characters == .none ? 0 : 4)...1 << 21),
      "vectorSize": (vectors == .none ? nil : vectorSize, 1...1 << 16),
      "vectorCount": (vectors == .none ? nil : vectorCount, 4...1 << 26),
    ])
    return .first(
      of: sizes,
      .unless(window % 2 == 1, "window", expected: "an odd number of words", found: window),
      .unless(
        characters != .recurrent || characterSize % 2 == 0, "characterSize",
        expected: "an even number for two directions", found: characterSize),
      .first(rates: ["dropout": dropout]),
      .unless(
        inputSize > 0, "embeddingSize",
        expected: "embeddings, vectors, characters, shapes or affixes of words", found: "none"),
      network == .transformer ? transformerProblem : nil)
  }

  /// The kind of recurrent cell; nil for a window and a transformer.
  public var cell: RecurrentCell? {
    switch network {
    case .window, .transformer: nil
    case .rnn: .rnn
    case .lstm: .lstm
    case .gru: .gru
    }
  }

  /// D: numbers that stand for a word.
  public var inputSize: Int {
    let vectorSize = vectors == .none ? 0 : vectorSize
    let characterSize = characters == .none ? 0 : characterSize
    return embeddingSize + vectorSize + characterSize + shapeSize + affixSize
  }

  /// A network of this architecture with random weights; traps where the architecture has a problem.
  ///
  /// - `vectors`: the given vectors, [vectorCount, vectorSize]; nil for zeros.
  public func makeNetwork(
    vectors: NDArray? = nil, using generator: inout RandomGenerator
  ) -> any TaggerNetwork {
    switch network {
    case .window: WindowTagger(self, vectors: vectors, using: &generator)
    case .rnn, .lstm, .gru: RecurrentTagger(self, vectors: vectors, using: &generator)
    case .transformer: TransformerTagger(self, vectors: vectors, using: &generator)
    }
  }
}
