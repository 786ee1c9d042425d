import ParlanceArrays
import ParlanceAutograd

/// What one recurrent layer carries from step to step.
public struct RecurrentState {
  /// h: [B, H].
  public var hidden: Tensor
  /// c: [B, H]; of the LSTM alone.
  public var cell: Tensor?

  /// Creates a state.
  public init(hidden: Tensor, cell: Tensor? = nil) {
    self.hidden = hidden
    self.cell = cell
  }

  /// The same values without their graph: where backpropagation through time is cut.
  public var detached: RecurrentState {
    RecurrentState(hidden: hidden.detached, cell: cell?.detached)
  }
}
