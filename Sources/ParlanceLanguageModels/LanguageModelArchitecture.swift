import ParlanceAutograd
import ParlanceDecoding
import ParlanceNN
import ParlanceSystem
import ParlanceText

/// What a neural language model is made of: the part of `model.json` that its weights must fit.
public struct LanguageModelArchitecture: Codable, Sendable, Equatable {
  /// What reads the tokens.
  public enum Network: String, Codable, Sendable, CaseIterable {
    case recurrent, window, transformer
  }
  /// Whether a model reads one stream across all lines, or each line from a state of zeros.
  public enum Context: String, Codable, Sendable, CaseIterable { case stream, line }

  /// What reads the tokens; `model.json` has it as `modelType`.
  public var network = Network.recurrent
  /// The kind of recurrent cell.
  public var cell = RecurrentCell.lstm
  /// How many of the last tokens a window holds, or a transformer's tokens attend to.
  public var window = 4
  /// A transformer's attention heads; nil for as many as have 32 numbers each, 8 at most.
  public var heads: Int?
  /// The hidden units of a transformer's feed-forward parts; nil for 4 H.
  public var feedForwardSize: Int?
  /// Whether a window's embeddings are inputs of the output layer too.
  public var direct = false
  /// V, with the four special tokens.
  public var vocabularySize = 0
  /// E.
  public var embeddingSize = 200
  /// H.
  public var hiddenSize = 200
  /// Recurrent or hidden layers.
  public var layers = 1
  /// The rate of dropout on embeddings, between layers and before the output layer.
  public var dropout = 0.0
  /// The rates on embeddings and before the output layer, where they differ from `dropout`.
  public var inputDropout: Double?
  public var outputDropout: Double?
  /// Whether one mask serves all steps of a window.
  public var sharedDropout = false
  /// The rate at which whole words are dropped: see `Embedding`.
  public var wordDropout = 0.0
  /// The rates of the recurrent layers: see `RecurrentOptions`; zoneout is of h and c alike.
  public var weightDrop = 0.0
  public var stateDropout = 0.0
  public var zoneout = 0.0
  /// Whether the output layer uses the embeddings; E = H then.
  public var tied = false
  /// The output layer.
  public var output = OutputArchitecture()
  /// Words, Unicode scalars or graphemes.
  public var level = TextLevel.word
  /// What a line's first prediction may depend on.
  public var context = Context.stream

  /// Creates the defaults.
  public init() {}

  private enum CodingKeys: String, CodingKey {
    case cell, window, direct, vocabularySize, embeddingSize, hiddenSize, layers, dropout
    case heads, feedForwardSize, inputDropout, outputDropout, sharedDropout, wordDropout,
      weightDrop, stateDropout, zoneout
    case tied, output, level, context
  }

  /// Reads an architecture; what a writer may leave out has its default.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    func optional<T: Decodable>(_ key: CodingKeys, _ value: inout T) throws {
      if let found = try values.decodeIfPresent(T.self, forKey: key) { value = found }
    }
    vocabularySize = try values.decode(Int.self, forKey: .vocabularySize)
    embeddingSize = try values.decode(Int.self, forKey: .embeddingSize)
    hiddenSize = try values.decode(Int.self, forKey: .hiddenSize)
    layers = try values.decode(Int.self, forKey: .layers)
    try optional(.cell, &cell)
    try optional(.window, &window)
    try optional(.direct, &direct)
    try optional(.dropout, &dropout)
    heads = try values.decodeIfPresent(Int.self, forKey: .heads)
    feedForwardSize = try values.decodeIfPresent(Int.self, forKey: .feedForwardSize)
    inputDropout = try values.decodeIfPresent(Double.self, forKey: .inputDropout)
    outputDropout = try values.decodeIfPresent(Double.self, forKey: .outputDropout)
    try optional(.sharedDropout, &sharedDropout)
    try optional(.wordDropout, &wordDropout)
    try optional(.weightDrop, &weightDrop)
    try optional(.stateDropout, &stateDropout)
    try optional(.zoneout, &zoneout)
    try optional(.tied, &tied)
    try optional(.output, &output)
    try optional(.level, &level)
    try optional(.context, &context)
  }

  /// What is wrong with the numbers, or nil: no model may be built before this is nil.
  public var problem: SettingProblem? {
    let sizes = SettingProblem.first([
      "vocabularySize": (vocabularySize, 1...1 << 26),
      "embeddingSize": (embeddingSize, 1...1 << 16),
      "hiddenSize": (hiddenSize, 1...1 << 16), "layers": (layers, 1...64),
      "window": (window, 1...1 << 10),
    ])
    let rates = SettingProblem.first(rates: [
      "dropout": dropout, "inputDropout": inputDropout ?? 0, "outputDropout": outputDropout ?? 0,
      "wordDropout": wordDropout, "weightDrop": weightDrop, "stateDropout": stateDropout,
      "zoneout": zoneout,
    ])
    return sizes ?? rates ?? (network == .transformer ? transformerProblem : nil)
      ?? (tied ? tiedProblem : nil) ?? output.problem(vocabularySize)
  }

  private var tiedProblem: SettingProblem? {
    .unless(
      embeddingSize == hiddenSize, "embeddingSize",
      expected: "\(hiddenSize), the hidden size, for tied weights", found: embeddingSize)
      ?? .unless(
        network != .window || !direct, "direct", expected: "false for tied weights", found: direct)
      ?? .unless(
        output.layer == .full, "outputLayer", expected: "full for tied weights",
        found: output.layer.rawValue)
  }
}

extension LanguageModelArchitecture {
  /// A network of this architecture with random weights; traps where the architecture has a problem.
  ///
  /// - `counts`: how often each token occurs in training, for output layers that sample.
  public func makeNetwork(
    counts: [Int] = [], using generator: inout RandomGenerator
  ) -> any LanguageModelNetwork {
    switch network {
    case .recurrent: RecurrentLanguageModel(self, counts: counts, using: &generator)
    case .window: WindowLanguageModel(self, counts: counts, using: &generator)
    case .transformer: TransformerLanguageModel(self, counts: counts, using: &generator)
    }
  }

  var inputDropoutLayer: Dropout { dropout(inputDropout) }
  var outputDropoutLayer: Dropout { dropout(outputDropout) }
  var layerDropout: Dropout { dropout(nil) }

  private func dropout(_ rate: Double?) -> Dropout {
    Dropout(rate ?? dropout, sharedOverTime: sharedDropout)
  }

  /// Numbers that the output layer predicts from.
  var outputInputSize: Int {
    hiddenSize + (network == .window && direct ? window * embeddingSize : 0)
  }

  var recurrentOptions: RecurrentOptions {
    RecurrentOptions(
      weightDrop: weightDrop, hiddenZoneout: zoneout, cellZoneout: cell == .lstm ? zoneout : 0,
      stateDropout: stateDropout)
  }

  func outputLayer(
    tiedTo table: Parameter, _ counts: [Int], using generator: inout RandomGenerator
  ) -> any OutputLayer {
    tied
      ? FullSoftmax(tiedTo: table)
      : output.makeLayer(outputInputSize, vocabularySize, counts: counts, using: &generator)
  }
}
