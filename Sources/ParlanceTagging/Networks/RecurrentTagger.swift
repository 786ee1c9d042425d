import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceSystem

/// A tagger that reads whole sentences: scores = V hₜ + c, hₜ the states of recurrent layers in one or
/// two directions.
///
/// Dropout on the inputs has one mask for each distinct word of a batch, so that the lowest layer's
/// product is taken once for each. Huang et al., *Bidirectional LSTM-CRF Models for Sequence Tagging*,
/// 2015.
public final class RecurrentTagger: TaggerNetwork {
  public let architecture: TaggerArchitecture
  let words: TokenEncoder
  let rnn: Recurrent
  let decoder: Linear
  public let crf: CRF?
  private let dropout: Dropout

  /// Creates a network with random weights; traps where the architecture has a problem.
  public init(
    _ architecture: TaggerArchitecture, vectors: NDArray? = nil,
    using generator: inout RandomGenerator
  ) {
    if let problem = architecture.problem { fatalError("RecurrentTagger: \(problem)") }
    guard let cell = architecture.cell else { fatalError("RecurrentTagger: a window has no cell") }
    self.architecture = architecture
    words = TokenEncoder(architecture, vectors: vectors, using: &generator)
    dropout = Dropout(architecture.dropout)
    rnn = Recurrent(
      cell, inputSize: architecture.inputSize, hiddenSize: architecture.hiddenSize,
      layerCount: architecture.layers,
      bidirectional: architecture.bidirectional ? .concatenated : nil,
      dropout: dropout, using: &generator)
    decoder = Linear(rnn.outputSize, architecture.tagCount, using: &generator)
    crf =
      architecture.output == .crf ? CRF(tagCount: architecture.tagCount, using: &generator) : nil
  }

  public func emissions(_ batch: TaggerBatch, mode: Mode) -> Tensor {
    let rows = dropout(
      words(batch, mode.part("words")), rows: batch.wordNumbers, mode.part("inputDropout"))
    let (outputs, _) = rnn.run(
      rows: rows, places: batch.places, batchSize: batch.batchSize, state: nil,
      lengths: batch.lengths, mode: mode.part("rnn"))
    return decoder(dropout(outputs, mode.part("outputDropout")), mode)
  }
}
