import ParlanceAutograd
import ParlanceNN
import ParlanceSystem
import ParlanceText

/// What a classifier is made of: the part of `model.json` that its weights must fit.
public struct ClassifierArchitecture: Codable, Sendable, Equatable {
  /// What turns a text into one number a label.
  public enum ModelType: String, Codable, Sendable, CaseIterable {
    /// One weight for each feature and label, and over the average of given word vectors.
    case logistic
    /// The average of the features' vectors, and hidden layers over it.
    case feedforward
    /// The average of the words' vectors with whole words dropped, and hidden layers over it.
    case dan
    case rnn, lstm, gru
    /// Convolutions over words, each filter's greatest answer.
    case cnn
    /// A transformer over the text's tokens.
    case transformer
    /// An n-gram language model for each label.
    case ngram
    /// The average of the words' vectors and a vector for each label, read and written as fastText's program
    /// does: a `FastTextClassifier`, and no network.
    case fasttext

    /// All but `fasttext`.
    public static let networks = allCases.filter { $0 != .fasttext }

    /// Whether a text is a bag of features; otherwise it is a sequence of tokens.
    public var readsBag: Bool { self == .logistic || self == .feedforward }

    /// The recurrent cell; nil for what is not recurrent.
    public var cell: RecurrentCell? {
      switch self {
      case .rnn: .rnn
      case .lstm: .lstm
      case .gru: .gru
      default: nil
      }
    }
  }

  /// What the network is.
  public var modelType = ModelType.logistic
  /// How texts are cut into tokens.
  public var tokenizer = Tokenizer(level: .word, style: .tweet, lowercased: true)
  /// V, with the four special tokens.
  public var vocabularySize = 0
  /// L.
  public var labelCount = 0
  /// Whether a text may have any number of labels.
  public var isMultiLabel = false
  /// The longest n-grams of tokens; of `ngram`, of its models.
  public var order = 1
  /// The lengths of n-grams of characters within words, `</s>`-like boundaries included; nil for none.
  public var characters: ClosedRange<Int>?
  /// Whether n-grams of the tokens' shapes are features too: capitals, digits and marks.
  public var shapes = false
  /// How long the features of each family are under `FeatureWeighting.tfidf`; nil for 1 each.
  public var strengths: FamilyStrengths?
  /// The rows that hashed n-grams share.
  public var buckets = 0
  /// Whether logistic regression reads the average of its words' given vectors too.
  public var averagesVectors = false
  /// What a feature counts in its bag.
  public var weighting = FeatureWeighting.mean
  /// E.
  public var embeddingSize = 100
  /// H: of each layer and direction.
  public var hiddenSize = 100
  /// Recurrent, hidden or attention layers.
  public var layers = 1
  /// Whether recurrent layers read from both ends.
  public var isBidirectional = true
  /// A transformer's attention heads; nil for as many as have 32 numbers each, 8 at most.
  public var heads: Int?
  /// The hidden units of a transformer's feed-forward parts; nil for 4 H.
  public var feedForwardSize: Int?
  /// How a transformer knows where tokens stand.
  public var positions = PositionKind.rotary
  /// Whether a transformer normalises the input of each part, rather than its sum.
  public var normalisesFirst = true
  /// What becomes of the states of a recurrent network or a transformer.
  public var pooling = SequencePooling.Kind.attention
  /// Whether a deep averaging network takes the sum of its words' vectors or their mean.
  public var reduction = BagReduction.mean
  /// The widths of the filters of a convolutional network, in tokens.
  public var filterWidths = [3, 4, 5]
  /// Filters of each width.
  public var filterCount = 100
  /// The rate of dropout before each layer but the first, and before the last.
  public var dropout = 0.0
  /// The rate of dropout on embeddings.
  public var inputDropout = 0.0
  /// The rate at which tokens of a text are dropped.
  public var wordDropout = 0.0
  /// The most tokens of a text that a sequence network reads.
  public var maximumLength = 1000

  /// Creates the defaults.
  public init() {}
}

extension ClassifierArchitecture {
  /// What is wrong with the numbers, or nil: no model may be built before this is nil.
  public var problem: SettingProblem? {
    let sizes = SettingProblem.first([
      "vocabularySize": (vocabularySize, 1...1 << 26), "labelCount": (labelCount, 1...1 << 16),
      "order": (order, 1...16), "embeddingSize": (embeddingSize, 1...1 << 16),
      "hiddenSize": (hiddenSize, 1...1 << 16),
      "layers": (layers, (modelType.cell == nil ? 0 : 1)...64),
      "filterCount": (filterCount, 1...1 << 16), "maximumLength": (maximumLength, 1...1 << 24),
      "buckets": (buckets, (hashes ? 1 : 0)...1 << 26),
    ])
    let rates = SettingProblem.first(rates: [
      "dropout": dropout, "inputDropout": inputDropout, "wordDropout": wordDropout,
    ])
    return .first(
      of: sizes, rates,
      .unless(
        characters.map { $0.lowerBound >= 1 && $0.upperBound <= 16 } ?? true, "characters",
        expected: "lengths of 1 to 16", found: characters.map { "\($0)" } ?? "none"),
      .unless(
        (1...64).contains(filterWidths.count) && filterWidths.allSatisfy((1...256).contains),
        "filterWidths", expected: "widths of 1 to 256", found: filterWidths),
      .unless(
        modelType != .dan || reduction != .max, "reduction", expected: "sum or mean", found: "max"),
      modelType == .transformer ? transformerProblem : nil,
      .unless(
        modelType.cell == nil || pooling != .first, "pooling",
        expected: "last, max, mean or attention", found: "first"),
      .unless(
        modelType != .ngram || !isMultiLabel, "isMultiLabel",
        expected: "false for a language model for each label, which gives a text one label",
        found: isMultiLabel),
      .unless(
        isMultiLabel || labelCount != 1, "labelCount", expected: "at least 2", found: labelCount))
  }

  /// Whether there are n-grams that share rows.
  public var hashes: Bool {
    modelType == .ngram || modelType.readsBag && (order > 1 || shapes || characters != nil)
  }

  /// Rows of the table of features: the vocabulary's, then the buckets.
  public var featureCount: Int { vocabularySize + (hashes ? buckets : 0) }
}

extension ClassifierArchitecture {
  private enum CodingKeys: String, CodingKey {
    case modelType, tokenizer, vocabularySize, labelCount, isMultiLabel, order, characters
    case shapes, strengths, buckets, averagesVectors, weighting, embeddingSize, hiddenSize, layers,
      isBidirectional, pooling,
      reduction, heads, feedForwardSize, positions, normalisesFirst
    case filterWidths, filterCount, dropout, inputDropout, wordDropout, maximumLength
  }

  /// Reads an architecture; what a writer may leave out has its default.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    func optional<T: Decodable>(_ key: CodingKeys, _ value: inout T) throws {
      if let found = try values.decodeIfPresent(T.self, forKey: key) { value = found }
    }
    modelType = try values.decode(ModelType.self, forKey: .modelType)
    vocabularySize = try values.decode(Int.self, forKey: .vocabularySize)
    labelCount = try values.decode(Int.self, forKey: .labelCount)
    try optional(.tokenizer, &tokenizer)
    try optional(.isMultiLabel, &isMultiLabel)
    try optional(.order, &order)
    characters = try values.decodeIfPresent(ClosedRange<Int>.self, forKey: .characters)
    try optional(.shapes, &shapes)
    strengths = try values.decodeIfPresent(FamilyStrengths.self, forKey: .strengths)
    try optional(.buckets, &buckets)
    try optional(.averagesVectors, &averagesVectors)
    try optional(.weighting, &weighting)
    try optional(.embeddingSize, &embeddingSize)
    try optional(.hiddenSize, &hiddenSize)
    try optional(.layers, &layers)
    try optional(.isBidirectional, &isBidirectional)
    heads = try values.decodeIfPresent(Int.self, forKey: .heads)
    feedForwardSize = try values.decodeIfPresent(Int.self, forKey: .feedForwardSize)
    try optional(.positions, &positions)
    try optional(.normalisesFirst, &normalisesFirst)
    try optional(.pooling, &pooling)
    try optional(.reduction, &reduction)
    try optional(.filterWidths, &filterWidths)
    try optional(.filterCount, &filterCount)
    try optional(.dropout, &dropout)
    try optional(.inputDropout, &inputDropout)
    try optional(.wordDropout, &wordDropout)
    try optional(.maximumLength, &maximumLength)
  }
}
