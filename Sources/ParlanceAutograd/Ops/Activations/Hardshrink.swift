import ParlanceArrays

/// Hardshrink: x, or 0 within −lambda … lambda, element by element.
public func hardshrink(_ x: Tensor, lambda: Double = 0.5) -> Tensor {
  .unary(
    "hardshrink", x, { $0 >= -lambda && $0 <= lambda ? 0 : $0 },
    derivative: { x, _ in x < -lambda || x > lambda ? 1 : 0 })
}
