import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceText

/// A recurrent language model: embeddings, a stack of recurrent layers, softmax at each step.
///
/// P(wₜ₊₁ | w₁ … wₜ) = softmax(hₜ V + b), hₜ = recurrent(e(wₜ), hₜ₋₁). Mikolov et al., *Recurrent
/// Neural Network Based Language Model*, 2010; dropout as in Zaremba et al., *Recurrent Neural
/// Network Regularization*, 2014. Parameters have the names of PyTorch's example model: `encoder`,
/// `rnn`, `decoder`.
public final class RecurrentLanguageModel: Module {
  /// What the model is made of.
  public let architecture: LanguageModelArchitecture
  let encoder: Embedding
  let rnn: Recurrent
  let decoder: Linear
  private let dropout: Dropout

  /// Creates a model with weights uniform over ±0.1 and biases of zero; traps where the architecture
  /// has a problem.
  public init(_ architecture: LanguageModelArchitecture, using generator: inout RandomGenerator) {
    if let problem = architecture.problem { fatalError("RecurrentLanguageModel: \(problem)") }
    self.architecture = architecture
    let initializer = Initializer.uniform(0.1)
    dropout = Dropout(architecture.dropout, sharedOverTime: architecture.sharedDropout)
    encoder = Embedding(
      architecture.vocabularySize, architecture.embeddingSize, initializer: initializer,
      using: &generator)
    rnn = Recurrent(
      architecture.cell, inputSize: architecture.embeddingSize,
      hiddenSize: architecture.hiddenSize, layerCount: architecture.layers, dropout: dropout,
      initializer: RecurrentInitializer(input: initializer, hidden: initializer),
      using: &generator)
    decoder =
      architecture.tied
      ? Linear(tiedTo: encoder.weight)
      : Linear(
        architecture.hiddenSize, architecture.vocabularySize, initializer: initializer,
        using: &generator)
  }

  /// Predicts the token after each of B × T tokens: → logits [B, T, V] and the state at the end.
  public func callAsFunction(
    _ tokens: [Int32], batchSize: Int, sequenceLength: Int, state: [RecurrentState]? = nil,
    lengths: [Int]? = nil, mode: Mode = .evaluation
  ) -> (logits: Tensor, state: [RecurrentState]) {
    let embedded = encoder(tokens, shape: [batchSize, sequenceLength])
    // Parts 1 ..< layers are the stack's own.
    let inputs = dropout(embedded, mode.part(0))
    let (outputs, state) = rnn(inputs, state: state, lengths: lengths, mode: mode)
    return (decoder(dropout(outputs, mode.part(architecture.layers))), state)
  }

  /// The logits and state for a batch.
  public func callAsFunction(
    _ batch: TokenBatch, state: [RecurrentState]? = nil, mode: Mode = .evaluation
  ) -> (logits: Tensor, state: [RecurrentState]) {
    self(
      batch.inputs, batchSize: batch.batchSize, sequenceLength: batch.sequenceLength,
      state: state, lengths: batch.lengths, mode: mode)
  }
}

extension [RecurrentState] {
  /// The states' arrays by name, for a checkpoint.
  var arrays: [(name: String, array: NDArray)] {
    enumerated().flatMap { index, state in
      [("hidden_l\(index)", state.hidden.array)]
        + (state.cell.map { [("cell_l\(index)", $0.array)] } ?? [])
    }
  }
}
