import ParlanceArrays

/// The Gaussian error linear unit x Φ(x), where Φ(x) = (1 + erf(x / √2)) / 2, element by element.
///
/// With `isApproximate`, Φ(x) = (1 + tanh(√(2/π) (x + 0.044715 x³))) / 2. Hendrycks and Gimpel,
/// *Gaussian Error Linear Units*, 2016.
public func gelu(_ x: Tensor, isApproximate: Bool = false) -> Tensor {
  .unary("gelu", isApproximate ? .geluTanh : .gelu, x)
}
