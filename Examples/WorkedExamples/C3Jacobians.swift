import Parlance

/// C3. s = uᵀ f(W x + b): upstream times local is downstream, so ∂s/∂b = u ⊙ f′(z), and ∂s/∂W puts
/// that beside each x.
func jacobians() {
  let u = Parameter(NDArray(float64: [0.5, -1, 2]), name: "u")
  let weight = Parameter(NDArray(float64: [1, 0, -1, 2, 0.5, 0.5], shape: [2, 3]), name: "W")
  let b = Parameter(NDArray(float64: [0.1, -0.2, 0.3]), name: "b")
  let x = Tensor(NDArray(float64: [0.4, -0.6], shape: [1, 2]))

  let z = linear(x, weight.tensor, b.tensor)
  let h = sigmoid(z)
  let s = (u.tensor * h).sum()
  let gradients = s.backward(keepingAll: true)

  let slope = h.detached * (1 - h.detached)
  let byHand = u.tensor.detached * slope
  print("s              = \(text(s.item, 4))")
  print("∂s/∂h = u      : \(text(gradients[h]!.doubles, 4))")
  print("f′(z)          : \(text(slope, 4))")
  print("u ⊙ f′(z)      : \(text(byHand, 4))")
  print("∂s/∂b          : \(text(gradients[b].doubles, 4))")
  print("∂s/∂W          : \(text(gradients[weight].doubles, 4))")
  print("x ⊗ (u ⊙ f′(z)): \(text(matmul(x.reshaped([2, 1]), byHand.reshaped([1, 3])), 4))")
}
