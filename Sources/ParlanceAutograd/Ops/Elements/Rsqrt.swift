import ParlanceArrays

/// The reciprocal square root 1 / √x, element by element.
public func rsqrt(_ x: Tensor) -> Tensor {
  .unary("rsqrt", x, { 1 / $0.squareRoot() }, derivative: { _, y in -0.5 * y * y * y })
}
