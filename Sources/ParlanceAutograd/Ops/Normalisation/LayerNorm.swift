import ParlanceArrays

/// Layer normalisation over the last axis: y = (x − mean) / √(variance + ε) ⊙ weight + bias.
///
/// The variance is that of the population. With `axisCount` n the last n axes are normalised together,
/// and weight and bias have their shape. Ba et al., *Layer Normalization*, 2016.
public func layerNorm(
  _ x: Tensor, _ weight: Tensor? = nil, _ bias: Tensor? = nil, axisCount: Int = 1,
  epsilon: Double = 1e-5
) -> Tensor {
  let inner = Array(x.shape.suffix(axisCount))
  guard axisCount >= 1, x.array.rank >= axisCount, weight == nil || weight?.shape == inner,
    bias == nil || bias?.shape == inner
  else {
    fatalError(
      "layerNorm: input \(x.shape), weight \(weight?.shape ?? []), bias \(bias?.shape ?? []) over "
        + "\(axisCount) axes")
  }
  let rows = x.shape.dropLast(axisCount).reduce(1, *)
  var y = normalized(x, rows: rows, epsilon: epsilon)
  if let weight { y = y * weight }
  if let bias { y = y + bias }
  return y
}

/// (x − mean) / √(variance + ε) over each of so many rows of equal length; the shape stays.
func normalized(_ x: Tensor, rows: Int, epsilon: Double) -> Tensor {
  let (kernels, shape) = (x.kernels, x.shape)
  let matrix = [rows, x.array.count / max(rows, 1)]
  let (standard, inverse) = kernels.normalize(x.array.reshaped(matrix), epsilon: epsilon)
  return .operation(
    "normalize", standard.reshaped(shape),
    OperationInput(x) { dy, dx in
      dx.accumulate(shape, like: dy) { dx in
        dx.withShape(matrix) {
          kernels.addNormalizeGradient(
            normalized: standard, inverse: inverse, dy: dy.reshaped(matrix), &$0)
        }
      }
    })
}
