import ParlanceArrays
import ParlanceAutograd
import ParlanceSystem

/// Two recurrent layers over the same sequences, one from each end.
///
/// y_t = [forward_t, backward_t] or forward_t + backward_t, where the second has read x_T … x_t, each
/// sequence from its own last step. Schuster and Paliwal, *Bidirectional Recurrent Neural Networks*,
/// 1997. States are those of the forward layer and of the backward one.
public final class Bidirectional: SequenceLayer {
  /// How the two outputs become one.
  public enum Merge: String, Sendable, Hashable, Codable, CaseIterable {
    /// Side by side, as PyTorch does: [B, T, 2·H].
    case concatenated
    /// Their sum: [B, T, H].
    case summed
  }

  /// The layer that reads from the first step.
  public let forward: RecurrentLayer
  /// The layer that reads from the last step.
  public let backward: RecurrentLayer
  /// How the two outputs become one.
  public let merge: Merge

  public var namesItsParameters: Bool { false }

  public var stateCount: Int { 2 }

  public var outputSize: Int {
    merge == .summed ? forward.outputSize : forward.outputSize + backward.outputSize
  }

  /// Creates a layer of two given ones, of which the second is reversed.
  public init(forward: RecurrentLayer, backward: RecurrentLayer, merge: Merge = .concatenated) {
    guard !forward.isReversed, backward.isReversed else {
      fatalError("Bidirectional: expected a forward and a reversed layer")
    }
    self.forward = forward
    self.backward = backward
    self.merge = merge
  }

  /// Creates a layer of two; `index` is its place in a stack, and a part of its parameters' names.
  public convenience init(
    _ cell: RecurrentCell, _ inputSize: Int, _ hiddenSize: Int, index: Int = 0,
    merge: Merge = .concatenated, options: RecurrentOptions = RecurrentOptions(),
    initializer: RecurrentInitializer = RecurrentInitializer(),
    using generator: inout RandomGenerator
  ) {
    func layer(_ isReversed: Bool) -> RecurrentLayer {
      RecurrentLayer(
        cell, inputSize, hiddenSize, index: index, isReversed: isReversed, options: options,
        initializer: initializer, using: &generator)
    }
    self.init(forward: layer(false), backward: layer(true), merge: merge)
  }

  public func initialStates(batchSize: Int) -> [RecurrentState] {
    forward.initialStates(batchSize: batchSize) + backward.initialStates(batchSize: batchSize)
  }

  /// Runs both layers: [B, T, D] → [B, T, 2·H] or [B, T, H], and both states.
  public func callAsFunction(
    _ x: Tensor, state: [RecurrentState]? = nil, lengths: [Int]? = nil, mode: Mode = .evaluation
  ) -> (outputs: Tensor, state: [RecurrentState]) {
    run(x, state: state, lengths: lengths, mode: mode)
  }

  public func run(
    _ x: Tensor, state: [RecurrentState]?, lengths: [Int]?, mode: Mode
  ) -> (outputs: Tensor, state: [RecurrentState]) {
    merged(
      forward.run(x, state: state.map { [$0[0]] }, lengths: lengths, mode: mode.part("forward")),
      backward.run(x, state: state.map { [$0[1]] }, lengths: lengths, mode: mode.part("backward")))
  }

  public func run(
    rows: Tensor, places: [Int32], batchSize: Int, state: [RecurrentState]?, lengths: [Int]?,
    mode: Mode
  ) -> (outputs: Tensor, state: [RecurrentState]) {
    merged(
      forward.run(
        rows: rows, places: places, batchSize: batchSize, state: state.map { [$0[0]] },
        lengths: lengths, mode: mode.part("forward")),
      backward.run(
        rows: rows, places: places, batchSize: batchSize, state: state.map { [$0[1]] },
        lengths: lengths, mode: mode.part("backward")))
  }

  private func merged(
    _ first: (outputs: Tensor, state: [RecurrentState]),
    _ second: (outputs: Tensor, state: [RecurrentState])
  ) -> (outputs: Tensor, state: [RecurrentState]) {
    let outputs =
      merge == .summed
      ? first.outputs + second.outputs : concatenate([first.outputs, second.outputs], axis: 2)
    return (outputs, first.state + second.state)
  }
}
