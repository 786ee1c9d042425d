import ParlanceArrays

/// The greatest integer ≤ x, element by element; its gradient is 0.
public func floor(_ x: Tensor) -> Tensor {
  .unary("floor", x, { $0.rounded(.down) }, derivative: { _, _ in 0 })
}
