import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceSystem

/// A tagger whose tokens attend to all of their sentence: scores = V hₜ + c, hₜ the states of a transformer's
/// encoder over the words' vectors.
///
/// As in the recurrent taggers, dropout on the inputs has one mask for each distinct word of a batch, and the
/// product that makes them as wide as the layers is taken once for each. Vaswani et al., *Attention Is All You
/// Need*, 2017.
public final class TransformerTagger: TaggerNetwork {
  public let architecture: TaggerArchitecture
  let words: TokenEncoder
  /// From a word's D numbers to the layers' size.
  let projection: Linear
  let encoder: TransformerEncoder
  let decoder: Linear
  public let crf: CRF?
  private let dropout: Dropout

  /// Creates a network with random weights; traps where the architecture has a problem.
  public init(
    _ architecture: TaggerArchitecture, vectors: NDArray? = nil,
    using generator: inout RandomGenerator
  ) {
    if let problem = architecture.problem { fatalError("TransformerTagger: \(problem)") }
    self.architecture = architecture
    words = TokenEncoder(architecture, vectors: vectors, using: &generator)
    projection = Linear(architecture.inputSize, architecture.hiddenSize, using: &generator)
    encoder = TransformerEncoder(
      architecture.layerOptions, layerCount: architecture.layers,
      positions: architecture.positions, maximumLength: Tagger.longestSentence, using: &generator)
    decoder = Linear(architecture.hiddenSize, architecture.tagCount, using: &generator)
    crf =
      architecture.output == .crf ? CRF(tagCount: architecture.tagCount, using: &generator) : nil
    dropout = Dropout(architecture.dropout)
  }

  public func emissions(_ batch: TaggerBatch, mode: Mode) -> Tensor {
    let rows = dropout(
      words(batch, mode.part("words")), rows: batch.wordNumbers, mode.part("inputDropout"))
    let shape = [batch.batchSize, batch.sequenceLength, architecture.hiddenSize]
    let x = projection(rows, mode).take(Indices(batch.places), axis: 0).reshaped(shape)
    let states = encoder(x, lengths: batch.lengths, mode: mode.part("encoder"))
    return decoder(dropout(states, mode.part("outputDropout")), mode)
  }
}

extension TaggerArchitecture {
  /// Attention heads of a transformer: as asked for, or as many as have 32 numbers each, 8 at most.
  public var headCount: Int {
    heads ?? TransformerLayerOptions.usualHeadCount(size: hiddenSize)
  }

  var layerOptions: TransformerLayerOptions {
    TransformerLayerOptions(
      size: hiddenSize, headCount: headCount,
      feedForwardSize: feedForwardSize ?? 4 * hiddenSize, dropout: layerDropout,
      activation: .gelu(), normalisesFirst: normalisesFirst)
  }

  /// What is wrong with a transformer's numbers, or nil.
  var transformerProblem: SettingProblem? {
    .first(
      of: .first(rates: ["layerDropout": layerDropout]),
      TransformerLayerOptions.problem(
        size: hiddenSize, heads: heads, feedForwardSize: feedForwardSize, positions: positions))
  }
}
