import ParlanceAutograd
import ParlanceDecoding
import ParlanceNN
import ParlanceSystem
import ParlanceText

/// A recurrent language model: embeddings, a stack of recurrent layers, an output layer at each step.
///
/// P(wₜ₊₁ | w₁ … wₜ) = softmax(hₜ V + b), hₜ = recurrent(e(wₜ), hₜ₋₁). Mikolov et al., *Recurrent
/// Neural Network Based Language Model*, 2010; dropout as in Zaremba et al., *Recurrent Neural
/// Network Regularization*, 2014. Parameters have the names of PyTorch's example model: `encoder`,
/// `rnn`, `decoder`.
public final class RecurrentLanguageModel: LanguageModelNetwork {
  public let architecture: LanguageModelArchitecture
  let encoder: Embedding
  let rnn: Recurrent
  public let decoder: any OutputLayer
  private let inputDropout: Dropout
  private let outputDropout: Dropout

  /// Creates a model with weights uniform over ±0.1 and biases of zero; traps where the architecture
  /// has a problem.
  ///
  /// - `counts`: how often each token occurs in training, for output layers that sample.
  public init(
    _ architecture: LanguageModelArchitecture, counts: [Int] = [],
    using generator: inout RandomGenerator
  ) {
    if let problem = architecture.problem { fatalError("RecurrentLanguageModel: \(problem)") }
    self.architecture = architecture
    let initializer = Initializer.uniform(0.1)
    inputDropout = architecture.inputDropoutLayer
    outputDropout = architecture.outputDropoutLayer
    encoder = Embedding(
      architecture.vocabularySize, architecture.embeddingSize,
      wordDropout: architecture.wordDropout, initializer: initializer, using: &generator)
    rnn = Recurrent(
      architecture.cell, inputSize: architecture.embeddingSize,
      hiddenSize: architecture.hiddenSize, layerCount: architecture.layers,
      options: architecture.recurrentOptions, dropout: architecture.layerDropout,
      initializer: RecurrentInitializer(input: initializer, hidden: initializer),
      using: &generator)
    decoder = architecture.outputLayer(tiedTo: encoder.weight, counts, using: &generator)
  }

  public var windowLength: Int { 0 }

  public func hidden(
    _ tokens: [Int32], history: TokenHistory, batchSize: Int, sequenceLength: Int,
    state: CarriedState?, lengths: [Int]?, mode: Mode
  ) -> (hidden: Tensor, state: CarriedState) {
    let before = state?.layers
    let (outputs, after) =
      if let (distinct, places) = repeated(tokens, mode) {
        rnn.run(
          rows: encoder(distinct, shape: [distinct.count]), places: places, batchSize: batchSize,
          state: before, lengths: lengths, mode: mode.part("rnn"))
      } else {
        rnn(
          inputDropout(
            encoder(tokens, shape: [batchSize, sequenceLength], mode.part("encoder")),
            mode.part("inputDropout")),
          state: before, lengths: lengths, mode: mode.part("rnn"))
      }
    var next = CarriedState()
    next.layers = after
    return (outputDropout(outputs, mode.part("outputDropout")), next)
  }

  /// The distinct tokens and the place of each token among them, where most are there again and no mask
  /// makes them differ: the lowest layer's input product is then taken once for each.
  private func repeated(_ tokens: [Int32], _ mode: Mode) -> (distinct: [Int32], places: [Int32])? {
    let isMasked = inputDropout.rate > 0 || encoder.wordDropout > 0
    guard tokens.count > 1, !(mode.isTraining && isMasked) else { return nil }
    var placeOfToken = [Int32](repeating: -1, count: architecture.vocabularySize)
    var distinct: [Int32] = []
    let places = tokens.map { token in
      if placeOfToken[Int(token)] < 0 {
        placeOfToken[Int(token)] = Int32(distinct.count)
        distinct.append(token)
      }
      return placeOfToken[Int(token)]
    }
    return distinct.count * 2 <= tokens.count ? (distinct, places) : nil
  }
}
