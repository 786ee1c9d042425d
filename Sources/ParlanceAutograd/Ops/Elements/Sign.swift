import ParlanceArrays

/// The sign −1, 0 or 1, element by element; its gradient is 0.
public func sign(_ x: Tensor) -> Tensor {
  .unary("sign", x, { $0 > 0 ? 1 : $0 < 0 ? -1 : 0 }, derivative: { _, _ in 0 })
}
