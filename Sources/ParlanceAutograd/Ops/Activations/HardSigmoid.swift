import ParlanceArrays

/// Hard sigmoid: alpha · x + beta kept within 0 … 1, element by element; the gradient stops at the
/// bounds.
public func hardSigmoid(_ x: Tensor, alpha: Double = 1 / 6, beta: Double = 0.5) -> Tensor {
  // PyTorch's slope of the way back is a single-precision number in double precision, too.
  let slope = Double(Float(alpha))
  return .unary(
    "hardSigmoid", x,
    {
      let y = alpha * $0 + beta
      return y < 0 ? 0 : y > 1 ? 1 : y
    },
    derivative: { x, _ in
      let y = alpha * x + beta
      return y > 0 && y < 1 ? slope : 0
    })
}
