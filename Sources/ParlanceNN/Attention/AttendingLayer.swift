import ParlanceArrays
import ParlanceAutograd

/// How what a decoder saw in the source enters its recurrence.
public enum AttentionFeeding: String, Codable, Sendable, CaseIterable {
  /// Not at all: attention follows the whole recurrence. Luong et al. 2015 without input feeding.
  case none
  /// The context that the state before the step finds. Bahdanau et al. 2015.
  case context
  /// h̃ of the step before, the state combined with its context: input feeding. Luong et al. 2015, section 3.3.
  case input
}

/// What an attending layer carries from step to step.
public struct AttendingLayerState {
  /// h, and c of the LSTM.
  public var layer: RecurrentState
  /// h̃: [B, M]; nil where contexts are fed.
  public var fed: Tensor?

  /// Creates a state.
  public init(layer: RecurrentState, fed: Tensor? = nil) { (self.layer, self.fed) = (layer, fed) }
}

extension RecurrentLayer {
  /// Runs the layer with attention within its recurrence: [B, T, D] → h̃ [B, T, M] with `combine`, else h
  /// [B, T, H]; contexts [B, T, K], weights of the source's places [B, T, S], and the state after each
  /// sequence's last step.
  ///
  /// Without `combine`, hₜ = cell(xₜ, hₜ₋₁, F cₜ) with cₜ = attention(hₜ₋₁); with it,
  /// hₜ = cell(xₜ, hₜ₋₁, F h̃ₜ₋₁) and h̃ₜ = tanh(C [cₜ; hₜ]) with cₜ = attention(hₜ). Traps for a layer with
  /// other options than PyTorch's.
  ///
  /// - `feed`: F, without a bias: [K, G·H] or [M, G·H].
  /// - `combine`: C, without a bias: [K + H, M].
  public func callAsFunction(
    _ x: Tensor, attending attention: SequenceAttention, to source: SequenceAttention.Source,
    feed: Linear, combine: Linear? = nil, state: AttendingLayerState, lengths: [Int]? = nil
  ) -> (outputs: Tensor, contexts: Tensor, weights: Tensor, state: AttendingLayerState) {
    func run(
      _ x: Tensor, _ state: AttendingLayerState, _ lengths: [Int]?
    ) -> LayerTrace.AttendingResult {
      sequence(x, attention, source, feed, combine, state, lengths)
    }
    return LayerTrace.current?.run(
      self, attention, x, state, lengths, feed: feed, combines: combine != nil, run)
      ?? run(x, state, lengths)
  }

  private func sequence(
    _ x: Tensor, _ attention: SequenceAttention, _ source: SequenceAttention.Source,
    _ feed: Linear, _ combine: Linear?, _ state: AttendingLayerState, _ lengths: [Int]?
  ) -> LayerTrace.AttendingResult {
    let result = attendingSequence(
      cell.kind, x, weights(.evaluation),
      AttendingWeights(
        feed: feed.weight.tensor, query: attention.query?.weight.tensor,
        queryBias: attention.query?.bias?.tensor, energy: attention.energy?.tensor,
        combine: combine?.weight.tensor),
      AttendedTensors(keys: source.keys, values: source.values, lengths: source.lengths),
      AttendingState(hidden: state.layer.hidden, cell: state.layer.cell, fed: state.fed),
      lengths: lengths)
    return (
      result.outputs, result.contexts, result.weights,
      AttendingLayerState(
        layer: RecurrentState(hidden: result.state.hidden, cell: result.state.cell),
        fed: result.state.fed)
    )
  }
}
