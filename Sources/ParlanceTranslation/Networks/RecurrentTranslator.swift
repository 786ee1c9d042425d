import ParlanceArrays
import ParlanceAutograd
import ParlanceDecoding
import ParlanceNN
import ParlanceSystem

/// A recurrent encoder and decoder: the decoder begins with the encoder's last state, and its last layer
/// attends to all of its states.
///
/// hₜ = recurrent(e(yₜ), hₜ₋₁), cₜ = attention(hₜ, encoder's states), h̃ₜ = tanh(W [cₜ; hₜ]),
/// P(yₜ₊₁) = softmax(h̃ₜ V + b). With `AttentionFeeding.context`, cₜ = attention(hₜ₋₁) enters the step to hₜ,
/// with `.input` h̃ₜ₋₁ does; without, a whole target is one fused sequence and one attention. Sutskever,
/// Vinyals and Le 2014; Cho et al. 2014; Bahdanau et al. 2015; Luong, Pham and Manning 2015.
public final class RecurrentTranslator: TranslationNetwork {
  public let architecture: TranslationArchitecture
  /// Nil where the target's serves both sides.
  let sourceTable: Embedding?
  let targetTable: Embedding
  let encoder: Recurrent
  let decoder: Recurrent
  /// From both directions' last h (and c) to the decoder's first; nil for one direction.
  let bridge: Linear?
  let cellBridge: Linear?
  let attention: SequenceAttention?
  let combine: Linear?
  /// From what is fed to the gates of the decoder's last layer; nil where nothing is.
  let feed: Linear?
  public let output: FullSoftmax
  public let pointer: PointerGenerator?
  private let dropout: Dropout

  /// Creates a network; traps where the architecture has a problem.
  public init(_ architecture: TranslationArchitecture, using generator: inout RandomGenerator) {
    if let problem = architecture.problem { fatalError("RecurrentTranslator: \(problem)") }
    self.architecture = architecture
    let (embedding, hidden) = (architecture.embeddingSize, architecture.hiddenSize)
    let initializer = Initializer.uniform(0.1)
    dropout = Dropout(architecture.dropout)
    sourceTable =
      architecture.sharesVocabulary
      ? nil
      : Embedding(
        architecture.sourceVocabularySize, embedding, wordDropout: architecture.wordDropout,
        initializer: initializer, using: &generator)
    targetTable = Embedding(
      architecture.targetVocabularySize, embedding, wordDropout: architecture.wordDropout,
      initializer: initializer, using: &generator)
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
    let gates = architecture.cell.gateCount * hidden
    feed =
      switch attention == nil ? .none : architecture.feeding {
      case .none: nil
      case .context: Linear(width, gates, hasBias: false, using: &generator)
      case .input: Linear(hidden, gates, hasBias: false, using: &generator)
      }
    output =
      architecture.tied
      ? FullSoftmax(tiedTo: targetTable.weight)
      : FullSoftmax(hidden, architecture.targetVocabularySize, using: &generator)
    pointer = architecture.copying ? PointerGenerator(hidden, using: &generator) : nil
  }

  public func encode(_ tokens: TokenRows, mode: Mode) -> EncodedSource {
    let mode = mode.part("encoder")
    let x = dropout(
      (sourceTable ?? targetTable)(
        tokens.ids, shape: [tokens.count, tokens.steps], mode.part("words")),
      mode.part("input"))
    let (outputs, states) = encoder(x, lengths: tokens.lengths, mode: mode)
    let values = dropout(outputs, mode.part("output"))
    var tensors = [("values", values)]
    if let attention { tensors.append(("keys", attention.source(values).keys)) }
    for (layer, state) in first(states).enumerated() {
      tensors.append((CarriedState.hidden(layer), state.hidden))
      if let cell = state.cell { tensors.append((CarriedState.cell(layer), cell)) }
    }
    return EncodedSource(tensors: tensors, tokens: tokens)
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
      targetTable(
        tokens.ids, shape: [tokens.count, tokens.steps], mode.part("words")),
      mode.part("input"))
    let states = state?.layers ?? first(of: source)
    let seen = attention.map { _ in
      SequenceAttention.Source(
        values: source["values"], keys: source["keys"], lengths: source.lengths)
    }
    if let feed, let attention, let combine, let seen {
      return attending(
        x, tokens, states, AttendingParts(attention, feed, combine, seen),
        fed: state?[Self.fedName], keepsState: keepsState, mode)
    }
    let (hidden, after) = decoder(x, state: states, lengths: tokens.lengths, mode: mode)
    var next = CarriedState()
    if keepsState { next.layers = after }
    guard let attention, let combine, let seen else {
      return (dropout(hidden, mode.part("output")), nil, next)
    }
    let (contexts, weights) = attention(hidden, seen)
    let combined = tanh(combine(concatenate([contexts, hidden], axis: 2)))
    return (dropout(combined, mode.part("output")), weights, next)
  }

  /// What an attending layer has beside its own weights.
  private struct AttendingParts {
    let attention: SequenceAttention
    let feed: Linear
    let combine: Linear
    let source: SequenceAttention.Source

    init(
      _ attention: SequenceAttention, _ feed: Linear, _ combine: Linear,
      _ source: SequenceAttention.Source
    ) {
      (self.attention, self.feed, self.combine, self.source) = (attention, feed, combine, source)
    }
  }

  /// h̃ of the last step, in what is carried.
  private static let fedName = "combined"

  /// The decoder where what it saw enters its last layer's recurrence.
  private func attending(
    _ x: Tensor, _ tokens: TokenRows, _ states: [RecurrentState], _ parts: AttendingParts,
    fed: NDArray?, keepsState: Bool, _ mode: Mode
  ) -> (hidden: Tensor, weights: Tensor?, state: CarriedState) {
    var (below, after) = (x, [RecurrentState]())
    if architecture.layers > 1 {
      (below, after) = Recurrent(layers: Array(decoder.layers.dropLast()), dropout: dropout)(
        x, state: Array(states.dropLast()), lengths: tokens.lengths, mode: mode)
      below = dropout(below, mode.part("below"))
    }
    let takesCombined = architecture.feeding == .input
    let zeros = { NDArray(zeros: [tokens.count, self.architecture.hiddenSize], like: x.array) }
    let found = (decoder.layers.last as! RecurrentLayer)(
      below, attending: parts.attention, to: parts.source, feed: parts.feed,
      combine: takesCombined ? parts.combine : nil,
      state: AttendingLayerState(
        layer: states.last!, fed: takesCombined ? Tensor(fed ?? zeros()) : nil),
      lengths: tokens.lengths)
    var next = CarriedState()
    if keepsState {
      next.layers = after + [found.state.layer]
      next[Self.fedName] = found.state.fed?.array
    }
    let combined =
      takesCombined
      ? found.outputs
      : tanh(parts.combine(concatenate([found.contexts, found.outputs], axis: 2)))
    return (dropout(combined, mode.part("output")), found.weights, next)
  }

  private func first(of source: EncodedSource) -> [RecurrentState] {
    (0..<architecture.layers).map { layer in
      RecurrentState(
        hidden: source[CarriedState.hidden(layer)],
        cell: architecture.cell == .lstm ? source[CarriedState.cell(layer)] : nil)
    }
  }
}
