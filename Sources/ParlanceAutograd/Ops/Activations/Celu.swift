import ParlanceArrays

/// The continuously differentiable exponential linear unit: x for x > 0, else
/// alpha · (e^(x / alpha) − 1), element by element.
///
/// Barron, *Continuously Differentiable Exponential Linear Units*, 2017.
public func celu(_ x: Tensor, alpha: Double = 1) -> Tensor {
  // PyTorch's way back divides by a single-precision alpha in double precision, too.
  .unary(
    "celu", .elu(alpha: alpha, scale: 1, inputScale: 1 / alpha),
    derivativeOf: .elu(alpha: alpha, scale: 1, inputScale: 1 / Double(Float(alpha))), x)
}
