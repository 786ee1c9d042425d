import ParlanceArrays

/// The smallest integer ≥ x, element by element; its gradient is 0.
public func ceil(_ x: Tensor) -> Tensor {
  .unary("ceil", x, { $0.rounded(.up) }, derivative: { _, _ in 0 })
}
