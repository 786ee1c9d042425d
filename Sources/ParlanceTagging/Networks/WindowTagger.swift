import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceSystem

/// A tagger that sees the words around each token: scores = V tanh(W [x₋ᵣ … x₀ … xᵣ] + b) + c.
///
/// Beyond a sentence's ends, a learned vector stands for the missing words. Collobert et al., *Natural
/// Language Processing (Almost) from Scratch*, 2011.
public final class WindowTagger: TaggerNetwork {
  public let architecture: TaggerArchitecture
  let words: TokenEncoder
  let boundary: Parameter
  let hidden: [Linear]
  let decoder: Linear
  public let crf: CRF?
  private let dropout: Dropout

  /// Creates a network with random weights; traps where the architecture has a problem.
  public init(
    _ architecture: TaggerArchitecture, vectors: NDArray? = nil,
    using generator: inout RandomGenerator
  ) {
    if let problem = architecture.problem { fatalError("WindowTagger: \(problem)") }
    self.architecture = architecture
    words = TokenEncoder(architecture, vectors: vectors, using: &generator)
    boundary = Parameter(
      Initializer.uniform(0.1).array([1, architecture.inputSize], using: &generator))
    hidden = (0..<architecture.layers).map { layer in
      Linear(
        layer == 0 ? architecture.window * architecture.inputSize : architecture.hiddenSize,
        architecture.hiddenSize, using: &generator)
    }
    decoder = Linear(architecture.hiddenSize, architecture.tagCount, using: &generator)
    crf =
      architecture.output == .crf ? CRF(tagCount: architecture.tagCount, using: &generator) : nil
    dropout = Dropout(architecture.dropout)
  }

  public func emissions(_ batch: TaggerBatch, mode: Mode) -> Tensor {
    let (count, steps) = (batch.batchSize, batch.sequenceLength)
    // The boundary stands before the words' rows.
    let rows = concatenate([boundary.tensor, words(batch, mode.part("words"))], axis: 0)
    let numbers = batch.wordNumbers.map { [0] + $0.map { $0 + 1 } }
    var x = dropout(rows, rows: numbers, mode.part("inputDropout"))
      .take(Indices(windows(batch)), axis: 0)
      .reshaped([count, steps, architecture.window * architecture.inputSize])
    for (index, layer) in hidden.enumerated() {
      x = dropout(tanh(layer(x, mode)), mode.part("hidden", index))
    }
    return decoder(x, mode)
  }

  /// The rows that each place's window reads: [B, T, window].
  private func windows(_ batch: TaggerBatch) -> [Int32] {
    let (steps, reach) = (batch.sequenceLength, architecture.window / 2)
    return batch.lengths.enumerated().flatMap { row, length in
      (0..<steps).flatMap { step in
        (step - reach...step + reach).map { place in
          0..<length ~= place ? batch.places[row * steps + place] + 1 : 0
        }
      }
    }
  }
}
