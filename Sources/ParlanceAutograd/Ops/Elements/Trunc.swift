import ParlanceArrays

/// The integer towards 0, element by element; its gradient is 0.
public func trunc(_ x: Tensor) -> Tensor {
  .unary("trunc", x, { $0.rounded(.towardZero) }, derivative: { _, _ in 0 })
}
