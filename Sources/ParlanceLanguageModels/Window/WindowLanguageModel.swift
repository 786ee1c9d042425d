import ParlanceAutograd
import ParlanceDecoding
import ParlanceNN
import ParlanceSystem
import ParlanceText

/// A fixed-window language model: the embeddings of the last n tokens side by side, hidden layers, an
/// output layer.
///
/// x = [e(wₜ) … e(wₜ₋ₙ₊₁)], h = tanh(x W + b), P(wₜ₊₁) = softmax(h U + d); with direct connections
/// softmax([h, x] U + d). Before a text's beginning stands `<s>`. Bengio et al., *A Neural
/// Probabilistic Language Model*, 2003, equation 1.
public final class WindowLanguageModel: LanguageModelNetwork {
  public let architecture: LanguageModelArchitecture
  let encoder: Embedding
  let hidden: [Linear]
  public let decoder: any OutputLayer
  private let inputDropout: Dropout
  private let layerDropout: Dropout
  private let outputDropout: Dropout

  /// Creates a model with embeddings and output weights uniform over ±0.1, Xavier's hidden weights and
  /// biases of zero; traps where the architecture has a problem.
  ///
  /// - `counts`: how often each token occurs in training, for output layers that sample.
  public init(
    _ architecture: LanguageModelArchitecture, counts: [Int] = [],
    using generator: inout RandomGenerator
  ) {
    if let problem = architecture.problem { fatalError("WindowLanguageModel: \(problem)") }
    self.architecture = architecture
    inputDropout = architecture.inputDropoutLayer
    layerDropout = architecture.layerDropout
    outputDropout = architecture.outputDropoutLayer
    encoder = Embedding(
      architecture.vocabularySize, architecture.embeddingSize,
      wordDropout: architecture.wordDropout, initializer: .uniform(0.1), using: &generator)
    let (inputSize, hiddenSize) = (
      architecture.window * architecture.embeddingSize, architecture.hiddenSize
    )
    var layers: [Linear] = []
    for layer in 0..<architecture.layers {
      layers.append(Linear(layer == 0 ? inputSize : hiddenSize, hiddenSize, using: &generator))
    }
    hidden = layers
    decoder = architecture.outputLayer(tiedTo: encoder.weight, counts, using: &generator)
  }

  public var windowLength: Int { architecture.window }

  public func hidden(
    _ tokens: [Int32], history: TokenHistory, batchSize: Int, sequenceLength: Int,
    state: CarriedState?, lengths: [Int]?, mode: Mode
  ) -> (hidden: Tensor, state: CarriedState) {
    let (window, width) = (architecture.window, architecture.embeddingSize)
    let words = history.nearest(window).map {
      $0 == TokenHistory.none ? Vocabulary.sentenceStartID : $0
    }
    let embedded = encoder(
      words, shape: [batchSize, sequenceLength, window], mode.part("encoder"))
    let x = inputDropout(
      embedded.reshaped([batchSize, sequenceLength, window * width]), mode.part("inputDropout"))
    var h = x
    for (index, layer) in hidden.enumerated() {
      let inputs = index == 0 ? h : layerDropout(h, mode.part("layerDropout", index))
      h = tanh(layer(inputs))
    }
    h = outputDropout(h, mode.part("outputDropout"))
    return (architecture.direct ? concatenate([h, x], axis: -1) : h, CarriedState())
  }
}

extension TokenHistory {
  /// The nearest n tokens of each prediction: [N, n].
  func nearest(_ n: Int) -> [Int32] {
    n == length
      ? tokens
      : stride(from: 0, to: tokens.count, by: length).flatMap { tokens[$0..<$0 + n] }
  }
}
