import ParlanceArrays

/// The continuously differentiable exponential linear unit: x for x > 0, else
/// alpha · (e^(x / alpha) − 1), element by element.
///
/// Barron, *Continuously Differentiable Exponential Linear Units*, 2017.
public func celu(_ x: Tensor, alpha: Double = 1) -> Tensor {
  .unary("celu", .elu(alpha: alpha, scale: 1, inputScale: 1 / alpha), x)
}
