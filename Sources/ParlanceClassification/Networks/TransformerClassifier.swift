import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceSystem

/// A transformer over a text's tokens, each of which attends to all, and one vector from its states.
///
/// z = pool(encoder(√H · e(w))) W + b. To take the first state, a learned vector stands before each text, as in
/// Devlin et al., *BERT*, 2019. Vaswani et al., *Attention Is All You Need*, 2017.
public final class TransformerClassifier: ClassifierNetwork {
  public let architecture: ClassifierArchitecture
  let embedding: TokenEmbedding
  /// From embeddings to the layers' size, where these differ.
  let projection: Linear?
  /// What stands before a text whose first state is taken: [1, 1, H].
  let start: Parameter?
  /// The layers.
  public let encoder: TransformerEncoder
  /// From states to one vector.
  public let pooling: SequencePooling
  /// To the labels.
  public let output: Linear
  private let dropout: Dropout

  public var tokenVectors: Parameter? { embedding.table.weight }

  /// Creates a network with random weights.
  public init(_ architecture: ClassifierArchitecture, using generator: inout RandomGenerator) {
    self.architecture = architecture
    let size = architecture.hiddenSize
    embedding = TokenEmbedding(architecture, using: &generator)
    projection =
      architecture.embeddingSize == size
      ? nil : Linear(architecture.embeddingSize, size, hasBias: false, using: &generator)
    let hasStart = architecture.pooling == .first
    start =
      hasStart
      ? Parameter(Initializer.normal(0.02).array([1, 1, size], using: &generator)) : nil
    encoder = TransformerEncoder(
      architecture.layerOptions, layerCount: architecture.layers,
      positions: architecture.positions,
      maximumLength: architecture.maximumLength + (hasStart ? 1 : 0), using: &generator)
    pooling = SequencePooling(architecture.pooling, size: size, using: &generator)
    output = Linear(size, architecture.labelCount, using: &generator)
    dropout = Dropout(architecture.dropout)
  }

  public func logits(_ texts: EncodedTexts, scales: Tensor?, mode: Mode) -> Tensor {
    var lengths = texts.lengths
    var x = embedding(texts, scales: scales, mode.part("embedding"))
    if let projection { x = projection(x) }
    x = x * Double(architecture.hiddenSize).squareRoot()
    if let start {
      lengths = lengths.map { $0 + 1 }
      let rows = start.tensor.take(Indices([Int32](repeating: 0, count: texts.count)), axis: 0)
      x = concatenate([rows, x], axis: 1)
    }
    let states = encoder(x, lengths: lengths, mode: mode.part("encoder"))
    let first = states.slice(axis: 1, 0..<1).reshaped([texts.count, architecture.hiddenSize])
    return output(
      dropout(pooling(states, lengths: lengths, last: first), mode.part("dropout")), mode)
  }
}

extension ClassifierArchitecture {
  /// Attention heads of a transformer: as asked for, or as many as have 32 numbers each, 8 at most.
  public var headCount: Int {
    heads ?? TransformerLayerOptions.usualHeadCount(size: hiddenSize)
  }

  var layerOptions: TransformerLayerOptions {
    TransformerLayerOptions(
      size: hiddenSize, headCount: headCount,
      feedForwardSize: feedForwardSize ?? 4 * hiddenSize, dropout: dropout, activation: .gelu(),
      normalisesFirst: normalisesFirst)
  }

  /// What is wrong with a transformer's numbers, or nil.
  var transformerProblem: SettingProblem? {
    .first(
      of: TransformerLayerOptions.problem(
        size: hiddenSize, heads: heads, feedForwardSize: feedForwardSize, positions: positions),
      .unless(
        pooling != .last, "pooling", expected: "first, max, mean or attention", found: "last"),
      .unless(
        positions != .learned || maximumLength <= 1 << 16, "maximumLength",
        expected: "1 to 65536 with learned positions", found: maximumLength))
  }
}
