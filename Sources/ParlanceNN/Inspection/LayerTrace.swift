import ParlanceArrays
import ParlanceAutograd

/// What the recurrent and the attending layers of a network did while it ran, whatever network it is.
///
/// ```swift
/// let (loss, trace) = LayerTrace.recording(stepByStep: true) { model.loss(text) }
/// let gradients = loss.backward(keepingAll: true)
/// print(trace.recurrent[0].gradientNorms(gradients).hidden)
/// ```
// Unchecked: a graph has one isolation domain, so one task at a time reaches the trace.
public final class LayerTrace: @unchecked Sendable {
  /// One run of one recurrent layer over a batch.
  public struct RecurrentRun {
    /// The layer.
    public let layer: RecurrentLayer
    /// h at each step: [B, T, H], zero beyond a length.
    public let hidden: Tensor
    /// The state after each step, in the order of the sequence; empty unless layers ran step by step.
    public let states: [RecurrentState]
    fileprivate let input: Tensor
    fileprivate let initial: RecurrentState
    /// The steps of each sequence; nil for all.
    public let lengths: [Int]?
    /// F, by which what a decoder saw enters its gates; its inputs are beside x in `input`.
    fileprivate let feed: Tensor?
  }

  /// One use of one attending layer.
  public struct AttentionRun {
    /// The layer.
    public let module: any Module
    /// By the query, then the key: [B, H, T, S] of several heads, else [B, T, S] or [B, S].
    public let weights: NDArray
  }

  /// The runs of recurrent layers, in their order.
  public private(set) var recurrent: [RecurrentRun] = []
  /// The uses of attending layers, in their order.
  public private(set) var attention: [AttentionRun] = []
  private let isStepwise: Bool

  @TaskLocal static var current: LayerTrace?

  private init(_ isStepwise: Bool) { self.isStepwise = isStepwise }

  /// Runs a body, in evaluation, and keeps what its layers did.
  ///
  /// - `stepByStep`: whether recurrent layers run one step at a time, so that each state has a place of its
  ///   own in the graph.
  public static func recording<R>(
    stepByStep: Bool = false, _ body: () throws -> R
  ) rethrows -> (result: R, trace: LayerTrace) {
    let trace = LayerTrace(stepByStep)
    return (try $current.withValue(trace, operation: body), trace)
  }

  /// Takes note of what a layer attended to, where someone looks.
  package static func note(_ module: any Module, attention weights: NDArray) {
    current?.attention.append(AttentionRun(module: module, weights: weights))
  }
}

extension LayerTrace {
  typealias LayerRun = (
    _ x: Tensor, _ state: RecurrentState, _ lengths: [Int]?
  ) -> (outputs: Tensor, state: RecurrentState)

  func run(
    _ layer: RecurrentLayer, _ x: Tensor, _ state: RecurrentState, _ lengths: [Int]?,
    _ body: LayerRun
  ) -> (outputs: Tensor, state: RecurrentState) {
    var (found, states): ((outputs: Tensor, state: RecurrentState), [RecurrentState])
    let steps = x.shape[1]
    if isStepwise, steps > 0 {
      var (now, reached) = (state, [RecurrentState](repeating: state, count: steps))
      for step in layer.isReversed ? Array((0..<steps).reversed()) : Array(0..<steps) {
        now = body(x.slice(axis: 1, step..<step + 1), now, Self.lengths(at: step, lengths)).state
        reached[step] = now
      }
      let hidden = reached.enumerated().map { Self.column($1.hidden, at: $0, lengths) }
      (found, states) = ((concatenate(hidden, axis: 1), now), reached)
    } else {
      (found, states) = (body(x, state, lengths), [])
    }
    recurrent.append(
      RecurrentRun(
        layer: layer, hidden: found.outputs, states: states, input: x, initial: state,
        lengths: lengths, feed: nil))
    return found
  }

  /// Of one step: whether each sequence has it. One that has ended, or from its end has not begun, has
  /// length 0 there.
  static func lengths(at step: Int, _ lengths: [Int]?) -> [Int]? {
    guard let lengths, lengths.contains(where: { $0 <= step }) else { return nil }
    return lengths.map { step < $0 ? 1 : 0 }
  }

  /// [B, H] as a step of [B, T, H], zero where the sequence has no such step.
  private static func column(_ h: Tensor, at step: Int, _ lengths: [Int]?) -> Tensor {
    let column = h.reshaped([h.shape[0], 1, h.shape[1]])
    guard let lengths = self.lengths(at: step, lengths) else { return column }
    return column
      * Tensor(
        NDArray(lengths.map { Float($0) }, shape: [lengths.count, 1, 1]).cast(to: h.elementType))
  }
}

extension LayerTrace {
  typealias AttendingResult = (
    outputs: Tensor, contexts: Tensor, weights: Tensor, state: AttendingLayerState
  )
  typealias AttendingRun = (
    _ x: Tensor, _ state: AttendingLayerState, _ lengths: [Int]?
  ) -> AttendingResult

  /// - `combines`: whether h̃ is fed, not what was seen.
  func run(
    _ layer: RecurrentLayer, _ attention: SequenceAttention, _ x: Tensor,
    _ state: AttendingLayerState, _ lengths: [Int]?, feed: Linear, combines: Bool,
    _ body: AttendingRun
  ) -> AttendingResult {
    let steps = x.shape[1]
    var found: AttendingResult
    var states: [RecurrentState] = []
    if isStepwise, steps > 0 {
      var (parts, now): ([AttendingResult], AttendingLayerState) = ([], state)
      for step in 0..<steps {
        let part = body(
          x.slice(axis: 1, step..<step + 1), now, Self.lengths(at: step, lengths))
        now = part.state
        parts.append(part)
        states.append(now.layer)
      }
      let hidden = states.enumerated().map { Self.column($1.hidden, at: $0, lengths) }
      found = (
        concatenate(combines ? parts.map(\.outputs) : hidden, axis: 1),
        concatenate(parts.map(\.contexts), axis: 1), concatenate(parts.map(\.weights), axis: 1), now
      )
    } else {
      found = body(x, state, lengths)
    }
    Self.note(attention, attention: found.weights.array)
    var fed = found.contexts
    if combines, let first = state.fed {
      let first = first.reshaped([first.shape[0], 1, first.shape[1]])
      fed = concatenate([first, found.outputs.slice(axis: 1, 0..<max(steps - 1, 0))], axis: 1)
    }
    recurrent.append(
      RecurrentRun(
        // With h̃ fed, what h itself does at its own step is within the operation.
        layer: layer, hidden: found.outputs, states: states,
        input: concatenate([x, fed], axis: 2), initial: state.layer, lengths: lengths,
        feed: feed.weight.tensor))
    return found
  }
}

extension LayerTrace.RecurrentRun {
  /// How far each gate was open at each step: see `RecurrentLayer.gates`.
  public var gates: [RecurrentGate] {
    withoutGraph {
      var weights = layer.weights(.evaluation)
      if let feed { weights.input = concatenate([weights.input, feed], axis: 0) }
      return layer.gates(input, state: initial, lengths: lengths, weights: weights)
    }
  }

  /// ‖∂L/∂hₜ‖ over the batch at each step t, and of the LSTM ‖∂L/∂cₜ‖; 0 where nothing reached a state.
  ///
  /// Traps unless layers ran step by step. Where h̃ is fed (`AttentionFeeding.input`), what the state does
  /// at its own step is no part of it.
  ///
  /// - `gradients`: from `backward(keepingAll: true)`.
  public func gradientNorms(_ gradients: Gradients) -> (hidden: [Double], cell: [Double]?) {
    guard states.count == hidden.shape[1] else {
      fatalError("gradientNorms: record with stepByStep, so that states have gradients")
    }
    func norm(_ tensor: Tensor) -> Double {
      gradients[tensor].map { $0.kernels.sumOfSquares($0).squareRoot() } ?? 0
    }
    let cells = states.compactMap(\.cell)
    return (
      states.map { norm($0.hidden) }, cells.isEmpty ? nil : cells.map(norm)
    )
  }
}
