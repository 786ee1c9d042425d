import ParlanceArrays
import ParlanceAutograd
import ParlanceDecoding
import ParlanceNN
import ParlanceSystem

/// A recurrent encoder and decoder: the decoder begins with the encoder's last state, and attends to all of
/// its states.
///
/// hₜ = recurrent(e(yₜ), hₜ₋₁), cₜ = attention(hₜ, encoder's states), h̃ₜ = tanh(W [cₜ; hₜ]),
/// P(yₜ₊₁) = softmax(h̃ₜ V + b). As no context enters the recurrence, a whole target is one fused sequence and
/// one attention. Sutskever, Vinyals and Le 2014; Cho et al. 2014; Luong, Pham and Manning 2015, eq. 5.
public final class RecurrentTranslator: TranslationNetwork {
  public let architecture: TranslationArchitecture
  let sourceTable: Embedding
  let targetTable: Embedding
  let encoder: Recurrent
  let decoder: Recurrent
  /// From both directions' last h (and c) to the decoder's first; nil for one direction.
  let bridge: Linear?
  let cellBridge: Linear?
  let attention: SequenceAttention?
  let combine: Linear?
  public let output: FullSoftmax
  private let dropout: Dropout

  /// Creates a network; traps where the architecture has a problem.
  public init(_ architecture: TranslationArchitecture, using generator: inout RandomGenerator) {
    if let problem = architecture.problem { fatalError("RecurrentTranslator: \(problem)") }
    self.architecture = architecture
    let (embedding, hidden) = (architecture.embeddingSize, architecture.hiddenSize)
    let initializer = Initializer.uniform(0.1)
    dropout = Dropout(architecture.dropout)
    sourceTable = Embedding(
      architecture.sourceVocabularySize, embedding, initializer: initializer, using: &generator)
    targetTable = Embedding(
      architecture.targetVocabularySize, embedding, initializer: initializer, using: &generator)
    encoder = Recurrent(
      architecture.cell, inputSize: embedding, hiddenSize: hidden, layerCount: architecture.layers,
      bidirectional: architecture.bidirectional ? .concatenated : nil, dropout: dropout,
      using: &generator)
    decoder = Recurrent(
      architecture.cell, inputSize: embedding, hiddenSize: hidden, layerCount: architecture.layers,
      dropout: dropout, using: &generator)
    let width = encoder.outputSize
    let isWide = architecture.bidirectional
    bridge = isWide ? Linear(2 * hidden, hidden, using: &generator) : nil
    cellBridge =
      isWide && architecture.cell == .lstm ? Linear(2 * hidden, hidden, using: &generator) : nil
    attention = architecture.attention.score.map {
      SequenceAttention(
        $0, querySize: hidden, sourceSize: width, size: hidden, using: &generator)
    }
    combine =
      attention == nil
      ? nil : Linear(width + hidden, hidden, hasBias: false, using: &generator)
    output =
      architecture.tied
      ? FullSoftmax(tiedTo: targetTable.weight)
      : FullSoftmax(hidden, architecture.targetVocabularySize, using: &generator)
  }

  public func encode(_ tokens: TokenRows, mode: Mode) -> EncodedSource {
    let mode = mode.part("encoder")
    let x = dropout(
      sourceTable(tokens.ids, shape: [tokens.count, tokens.steps]), mode.part("input"))
    let (outputs, states) = encoder(x, lengths: tokens.lengths, mode: mode)
    let values = dropout(outputs, mode.part("output"))
    var tensors = [("values", values)]
    if let attention { tensors.append(("keys", attention.source(values).keys)) }
    for (layer, state) in first(states).enumerated() {
      tensors.append((CarriedState.hidden(layer), state.hidden))
      if let cell = state.cell { tensors.append((CarriedState.cell(layer), cell)) }
    }
    return EncodedSource(tensors: tensors, lengths: tokens.lengths)
  }

  /// The decoder's first states.
  private func first(_ states: [RecurrentState]) -> [RecurrentState] {
    guard let bridge else { return states }
    return (0..<architecture.layers).map { layer in
      let (forward, backward) = (states[2 * layer], states[2 * layer + 1])
      let hidden = tanh(bridge(concatenate([forward.hidden, backward.hidden], axis: 1)))
      let cell = cellBridge.map {
        $0(concatenate([forward.cell!, backward.cell!], axis: 1))
      }
      return RecurrentState(hidden: hidden, cell: cell)
    }
  }

  public func decode(
    _ tokens: TokenRows, _ source: EncodedSource, state: CarriedState?, keepsState: Bool, mode: Mode
  ) -> (hidden: Tensor, weights: Tensor?, state: CarriedState) {
    let mode = mode.part("decoder")
    let x = dropout(
      targetTable(tokens.ids, shape: [tokens.count, tokens.steps]), mode.part("input"))
    let (hidden, after) = decoder(
      x, state: state?.layers ?? first(of: source), lengths: tokens.lengths, mode: mode)
    var next = CarriedState()
    if keepsState { next.layers = after }
    guard let attention, let combine else {
      return (dropout(hidden, mode.part("output")), nil, next)
    }
    let (contexts, weights) = attention(
      hidden,
      SequenceAttention.Source(
        values: source["values"], keys: source["keys"], lengths: source.lengths))
    let combined = tanh(combine(concatenate([contexts, hidden], axis: 2)))
    return (dropout(combined, mode.part("output")), weights, next)
  }

  private func first(of source: EncodedSource) -> [RecurrentState] {
    (0..<architecture.layers).map { layer in
      RecurrentState(
        hidden: source[CarriedState.hidden(layer)],
        cell: architecture.cell == .lstm ? source[CarriedState.cell(layer)] : nil)
    }
  }
}
