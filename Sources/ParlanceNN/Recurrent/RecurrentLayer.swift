import ParlanceArrays
import ParlanceAutograd

/// One recurrent layer with G gates over sequences: [B, T, D] → [B, T, H].
public final class RecurrentLayer: Module {
  /// The kind of cell.
  public let cell: RecurrentCell
  /// H.
  public let hiddenSize: Int
  /// W: [D, G·H].
  public let inputWeight: Parameter
  /// U: [H, G·H].
  public let hiddenWeight: Parameter
  /// b: [G·H].
  public let inputBias: Parameter
  /// b′: [G·H].
  public let hiddenBias: Parameter

  public var namesItsParameters: Bool { false }

  /// Creates a layer; `index` is its place in a stack, and a part of its parameters' names.
  public init(
    _ cell: RecurrentCell, _ inputSize: Int, _ hiddenSize: Int, index: Int = 0,
    initializer: Initializer? = nil, using generator: inout RandomGenerator
  ) {
    self.cell = cell
    self.hiddenSize = hiddenSize
    let width = cell.gateCount * hiddenSize
    let initializer = initializer ?? .uniform(1 / Double(max(hiddenSize, 1)).squareRoot())
    func weight(_ size: Int, _ name: String) -> Parameter {
      Parameter(
        initializer.array([size, width], inputs: size, outputs: hiddenSize, using: &generator),
        name: "\(name)_l\(index)", layout: .transposedInFiles)
    }
    inputWeight = weight(inputSize, "weight_ih")
    hiddenWeight = weight(hiddenSize, "weight_hh")
    inputBias = Parameter(NDArray(zeros: [width]), name: "bias_ih_l\(index)")
    hiddenBias = Parameter(NDArray(zeros: [width]), name: "bias_hh_l\(index)")
  }

  /// A state of zeros for B sequences.
  public func zeroState(batchSize: Int) -> RecurrentState {
    let zeros = Tensor(NDArray(zeros: [batchSize, hiddenSize], inputWeight.value.elementType))
    return RecurrentState(hidden: zeros, cell: cell == .lstm ? zeros : nil)
  }

  /// Runs the layer: [B, T, D] → outputs [B, T, H] and the state after each sequence's last step.
  ///
  /// - Parameters:
  ///   - state: before the first step; zeros by default.
  ///   - lengths: the steps of each sequence; what lies beyond changes nothing.
  public func callAsFunction(
    _ x: Tensor, state: RecurrentState? = nil, lengths: [Int]? = nil
  ) -> (outputs: Tensor, state: RecurrentState) {
    let state = state ?? zeroState(batchSize: x.shape.first ?? 0)
    let weights = RecurrentWeights(
      input: inputWeight.tensor, hidden: hiddenWeight.tensor, inputBias: inputBias.tensor,
      hiddenBias: hiddenBias.tensor)
    let result = recurrentSequence(
      cell.kind, x, weights, hidden: state.hidden, cell: state.cell, lengths: lengths)
    return (result.outputs, RecurrentState(hidden: result.hidden, cell: result.cell))
  }

  /// Runs one step: [B, D] and a state → the next state, whose `hidden` is the output.
  public func step(_ x: Tensor, _ state: RecurrentState) -> RecurrentState {
    self(x.reshaped([x.shape[0], 1, x.shape[1]]), state: state).state
  }
}
