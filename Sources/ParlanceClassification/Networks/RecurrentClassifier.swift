import ParlanceAutograd
import ParlanceNN
import ParlanceSystem

/// A recurrent network over a text's tokens, in one direction or both, and one vector from its states.
public final class RecurrentClassifier: ClassifierNetwork {
  public let architecture: ClassifierArchitecture
  let embedding: TokenEmbedding
  /// The recurrent layers.
  public let rnn: Recurrent
  /// From states to one vector.
  public let pooling: SequencePooling
  /// To the labels.
  public let output: Linear
  private let dropout: Dropout

  public var tokenVectors: Parameter? { embedding.table.weight }

  /// Creates a network with random weights; traps where the architecture is not recurrent.
  public init(_ architecture: ClassifierArchitecture, using generator: inout RandomGenerator) {
    guard let cell = architecture.modelType.cell else {
      fatalError("RecurrentClassifier: expected rnn, lstm or gru, found \(architecture.modelType)")
    }
    self.architecture = architecture
    embedding = TokenEmbedding(architecture, using: &generator)
    dropout = Dropout(architecture.dropout)
    rnn = Recurrent(
      cell, inputSize: architecture.embeddingSize, hiddenSize: architecture.hiddenSize,
      layerCount: architecture.layers,
      bidirectional: architecture.isBidirectional ? .concatenated : nil, dropout: dropout,
      using: &generator)
    pooling = SequencePooling(architecture.pooling, size: rnn.outputSize, using: &generator)
    output = Linear(rnn.outputSize, architecture.labelCount, using: &generator)
  }

  public func logits(_ texts: EncodedTexts, scales: Tensor?, mode: Mode) -> Tensor {
    let lengths = texts.lengths
    let (states, final) = rnn(
      embedding(texts, scales: scales, mode.part("embedding")), lengths: lengths,
      mode: mode.part("rnn"))
    let ends = final.suffix(architecture.isBidirectional ? 2 : 1).map(\.hidden)
    let last = ends.count == 1 ? ends[0] : concatenate(ends, axis: 1)
    return output(
      dropout(pooling(states, lengths: lengths, last: last), mode.part("dropout")), mode)
  }
}
