import ParlanceArrays

/// Softshrink: each element moved towards 0 by `lambda`, or 0 within −lambda … lambda.
///
/// With a `bias` other than `lambda`, |x| > lambda is moved by the bias instead.
public func softshrink(_ x: Tensor, lambda: Double = 0.5, bias: Double? = nil) -> Tensor {
  let bias = bias ?? lambda
  return .unary(
    "softshrink", x,
    { $0 > lambda ? $0 - bias : $0 < -lambda ? $0 + bias : $0 * 0 },
    derivative: { x, _ in x < -lambda || x > lambda ? 1 : 0 })
}
