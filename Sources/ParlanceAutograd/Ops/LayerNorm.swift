import ParlanceArrays

/// Layer normalisation over the last axis: y = (x − mean) / √(variance + ε) ⊙ weight + bias.
///
/// [.., D], [D], [D] → [.., D]; the variance is that of the population. Ba et al., *Layer
/// Normalization*, 2016.
public func layerNorm(
  _ x: Tensor, _ weight: Tensor, _ bias: Tensor, epsilon: Double = 1e-5
) -> Tensor {
  guard let width = x.shape.last, weight.shape == [width], bias.shape == [width] else {
    fatalError("layerNorm: input \(x.shape), weight \(weight.shape), bias \(bias.shape)")
  }
  let kernels = x.kernels
  let (shape, type) = (x.shape, x.elementType)
  let (normalized, inverse) = kernels.normalize(x.array, epsilon: epsilon)
  let standard = Tensor.operation(
    "normalize", normalized,
    OperationInput(x) { dy, dx in
      dx.accumulate(shape, type) {
        kernels.addNormalizeGradient(normalized: normalized, inverse: inverse, dy: dy, &$0)
      }
    })
  return standard * weight + bias
}
