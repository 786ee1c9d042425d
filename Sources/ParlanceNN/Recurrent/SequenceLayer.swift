import ParlanceArrays
import ParlanceAutograd

/// A layer over padded sequences that carries states: what a stack is made of.
public protocol SequenceLayer: Module {
  /// The width of the outputs.
  var outputSize: Int { get }

  /// How many states it carries.
  var stateCount: Int { get }

  /// The states before the first step of B sequences, where none are given.
  func initialStates(batchSize: Int) -> [RecurrentState]

  /// Runs the layer: [B, T, D] → outputs [B, T, outputSize] and the states at the end.
  ///
  /// Steps beyond a sequence's length change no state, give zero outputs and pass no gradient.
  func run(
    _ x: Tensor, state: [RecurrentState]?, lengths: [Int]?, mode: Mode
  ) -> (outputs: Tensor, state: [RecurrentState])

  /// The same over rows [U, D] that sequences read again and again: of B sequences side by side,
  /// `places` has the row of each step.
  func run(
    rows: Tensor, places: [Int32], batchSize: Int, state: [RecurrentState]?, lengths: [Int]?,
    mode: Mode
  ) -> (outputs: Tensor, state: [RecurrentState])
}

extension SequenceLayer {
  public func run(
    rows: Tensor, places: [Int32], batchSize: Int, state: [RecurrentState]?, lengths: [Int]?,
    mode: Mode
  ) -> (outputs: Tensor, state: [RecurrentState]) {
    run(
      Self.steps(rows, places, batchSize), state: state, lengths: lengths, mode: mode)
  }

  /// The rows that the steps read: [B, T, D].
  static func steps(_ rows: Tensor, _ places: [Int32], _ batchSize: Int) -> Tensor {
    let steps = batchSize == 0 ? 0 : places.count / batchSize
    return rows.take(Indices(places), axis: 0).reshaped([batchSize, steps, rows.shape[1]])
  }
}
