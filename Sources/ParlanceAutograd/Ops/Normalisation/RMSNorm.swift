import ParlanceArrays

/// Normalisation by the root of the mean square over the last axis: y = x / √(mean(x²) + ε) ⊙ weight.
///
/// [.., D], [D] → [.., D]. With `axisCount` n the last n axes are normalised together. Without ε it is
/// the distance from 1 to the next number of the element type. Zhang and Sennrich, *Root Mean Square
/// Layer Normalization*, 2019.
public func rmsNorm(
  _ x: Tensor, _ weight: Tensor? = nil, axisCount: Int = 1, epsilon: Double? = nil
) -> Tensor {
  guard axisCount >= 1, x.array.rank >= axisCount,
    weight == nil || weight!.shape.elementsEqual(x.shape.suffix(axisCount))
  else {
    fatalError(
      "rmsNorm: input \(x.shape), weight \(weight?.shape ?? []) over \(axisCount) axes")
  }
  let step = x.elementType == .float32 ? Double(Float.ulpOfOne) : Double.ulpOfOne
  let axes = Array(x.shape.indices.suffix(axisCount))
  let scale = rsqrt(square(x).mean(axes: axes, keepingAxes: true) + (epsilon ?? step))
  return weight.map { x * scale * $0 } ?? x * scale
}
