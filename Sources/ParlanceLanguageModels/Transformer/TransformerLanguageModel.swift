import ParlanceArrays
import ParlanceAutograd
import ParlanceDecoding
import ParlanceNN
import ParlanceSystem
import ParlanceText

/// A transformer language model: embeddings, layers in which a token attends to the last n, an output
/// layer.
///
/// xₜ = e(wₜ); each layer adds attention to the last n tokens and a feed-forward part, both of what is
/// normalised; P(wₜ₊₁) = softmax(norm(xₜ) V + b). Places are turned into queries and keys (`RotaryPositions`),
/// so that only distances count. What a window before a training step held is attended to, but not
/// trained through: Dai et al., *Transformer-XL*, 2019. Vaswani et al., 2017; pre-norm as Radford et al., 2019.
public final class TransformerLanguageModel: LanguageModelNetwork {
  public let architecture: LanguageModelArchitecture
  let encoder: Embedding
  /// From embeddings to the layers' size, where these differ.
  let projection: Linear?
  let layers: [TransformerEncoderLayer]
  let norm: LayerNorm
  public let decoder: any OutputLayer
  private let inputDropout: Dropout
  private let outputDropout: Dropout

  /// Creates a model with embeddings uniform over ±0.1; traps where the architecture has a problem.
  ///
  /// - `counts`: how often each token occurs in training, for output layers that sample.
  public init(
    _ architecture: LanguageModelArchitecture, counts: [Int] = [],
    using generator: inout RandomGenerator
  ) {
    if let problem = architecture.problem { fatalError("TransformerLanguageModel: \(problem)") }
    self.architecture = architecture
    let (embeddingSize, hiddenSize) = (architecture.embeddingSize, architecture.hiddenSize)
    inputDropout = architecture.inputDropoutLayer
    outputDropout = architecture.outputDropoutLayer
    encoder = Embedding(
      architecture.vocabularySize, embeddingSize, wordDropout: architecture.wordDropout,
      initializer: .uniform(0.1), using: &generator)
    projection =
      embeddingSize == hiddenSize
      ? nil : Linear(embeddingSize, hiddenSize, hasBias: false, using: &generator)
    var layers: [TransformerEncoderLayer] = []
    for _ in 0..<architecture.layers {
      layers.append(TransformerEncoderLayer(architecture.layerOptions, using: &generator))
    }
    self.layers = layers
    norm = LayerNorm(hiddenSize)
    decoder = architecture.outputLayer(tiedTo: encoder.weight, counts, using: &generator)
  }

  public var windowLength: Int { 0 }

  public func hidden(
    _ tokens: [Int32], history: TokenHistory, batchSize: Int, sequenceLength: Int,
    state: CarriedState?, lengths: [Int]?, mode: Mode
  ) -> (hidden: Tensor, state: CarriedState) {
    let counts = lengths ?? [Int](repeating: sequenceLength, count: batchSize)
    let (heads, window) = (architecture.headCount, architecture.window)
    var caches = layers.indices.map { layer in
      state?.cache(layer, window: window)
        ?? KeyValueCache(
          rows: batchSize, headCount: heads, headSize: architecture.hiddenSize / heads,
          window: window)
    }
    var x = encoder(tokens, shape: [batchSize, sequenceLength], mode.part("encoder"))
    if let projection { x = projection(x) }
    x = inputDropout(x, mode.part("inputDropout"))
    for (index, layer) in layers.enumerated() {
      x = layer.extend(
        x, &caches[index], counts: counts, rotary: RotaryPositions(),
        mode: mode.part("layer", index))
    }
    return (outputDropout(norm(x), mode.part("outputDropout")), CarriedState(caches))
  }
}

extension LanguageModelArchitecture {
  /// Attention heads of a transformer: as asked for, or as many as have 32 numbers each, 8 at most.
  public var headCount: Int {
    heads ?? TransformerLayerOptions.usualHeadCount(size: hiddenSize)
  }

  var layerOptions: TransformerLayerOptions {
    TransformerLayerOptions(
      size: hiddenSize, headCount: headCount,
      feedForwardSize: feedForwardSize ?? 4 * hiddenSize, dropout: dropout, activation: .gelu(),
      normalisesFirst: true)
  }

  /// What is wrong with a transformer's numbers, or nil.
  var transformerProblem: SettingProblem? {
    TransformerLayerOptions.problem(
      size: hiddenSize, heads: heads, feedForwardSize: feedForwardSize, positions: .rotary)
  }
}
