import Parlance

/// A1. One unit: the weighted sum z of its inputs, then the logistic function.
func unit() {
  let w = Tensor(NDArray([0.2, 0.3, 0.9]))
  let b = 0.5
  let x = Tensor(NDArray([0.5, 0.6, 0.1]))

  let z = (w * x).sum() + b
  let y = sigmoid(z)

  print("z = \(text(z.item))")
  print("y = \(text(y.item))")
}
