import ParlanceArrays
import ParlanceAutograd

/// What one direction of one recurrent layer carries from step to step.
///
/// Stacks and bidirectional layers have a list of them in PyTorch's order: from the input up, in each
/// layer the forward direction before the backward one.
public struct RecurrentState {
  /// h: [B, H], or [B, P] with a projection.
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

extension [RecurrentState] {
  /// Creates N states from PyTorch's `h_0` [N, B, H] and, for the LSTM, `c_0` [N, B, H].
  public init(hidden: Tensor, cell: Tensor? = nil) {
    guard hidden.shape.count == 3,
      cell.map({ $0.shape.prefix(2) == hidden.shape.prefix(2) }) ?? true
    else {
      fatalError("states: expected [N, B, H], found \(hidden.shape), \(cell?.shape ?? [])")
    }
    func part(_ x: Tensor, _ index: Int) -> Tensor {
      x.slice(axis: 0, index..<index + 1).reshaped([Int](x.shape.dropFirst()))
    }
    self = (0..<hidden.shape[0]).map { index in
      RecurrentState(hidden: part(hidden, index), cell: cell.map { part($0, index) })
    }
  }

  /// All h as PyTorch's `h_n`: [N, B, H]; traps where layers differ in width.
  public var hidden: Tensor { stacked(map(\.hidden)) }

  /// All c as PyTorch's `c_n`: [N, B, H]; nil for all but the LSTM.
  public var cell: Tensor? { first?.cell == nil ? nil : stacked(compactMap(\.cell)) }

  /// The same values without their graph.
  public var detached: [RecurrentState] { map(\.detached) }

  private func stacked(_ parts: [Tensor]) -> Tensor {
    concatenate(parts.map { $0.reshaped([1] + $0.shape) }, axis: 0)
  }
}
