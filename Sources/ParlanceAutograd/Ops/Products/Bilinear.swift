import ParlanceArrays

/// The bilinear map yₒ = x₁ᵀ Wₒ x₂ + bₒ over the last axes: [.., I₁], [.., I₂], [O, I₁, I₂], [O] →
/// [.., O].
public func bilinear(
  _ x1: Tensor, _ x2: Tensor, _ weight: Tensor, _ bias: Tensor? = nil
) -> Tensor {
  let leading = Array(x1.shape.dropLast())
  guard weight.array.rank == 3, x1.array.rank >= 1, x2.shape.dropLast().elementsEqual(leading),
    x1.shape.last == weight.shape[1], x2.shape.last == weight.shape[2],
    bias == nil || bias?.shape == [weight.shape[0]]
  else {
    fatalError(
      "bilinear: inputs \(x1.shape) and \(x2.shape) do not fit weight \(weight.shape)"
        + (bias.map { ", bias \($0.shape)" } ?? ""))
  }
  let (outputs, first, second) = (weight.shape[0], weight.shape[1], weight.shape[2])
  let rows = leading.reduce(1, *)
  // x₁ᵀ W for all outputs at once, [N, O, I₂], then each row's product with its x₂.
  let columns = weight.permuted([1, 0, 2]).reshaped([first, outputs * second])
  let half = matmul(x1.reshaped([rows, first]), columns).reshaped([rows, outputs, second])
  let y = matmul(half, x2.reshaped([rows, second, 1])).reshaped(leading + [outputs])
  return bias.map { y + $0 } ?? y
}
