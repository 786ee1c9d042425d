import Parlance

/// C4. An operation of one's own: the multiply gate, whose way back swaps its inputs.
func multiplyGate() {
  func multiply(_ a: Tensor, _ b: Tensor) -> Tensor {
    Tensor.custom("multiply gate", [a, b]) { inputs in
      [inputs[0] * inputs[1]]
    } backward: { inputs, _, upstream in
      [upstream[0] * inputs[1], upstream[0] * inputs[0]]
    }[0]
  }

  let (a, b) = (Parameter(NDArray(scalar: 3)), Parameter(NDArray(scalar: -4)))
  let y = multiply(a.tensor, b.tensor)
  let gradients = (2 * y).backward()
  print("a b = \(y.item), L = 2 a b")
  print("∂L/∂a = 2 b = \(gradients[a].item)")
  print("∂L/∂b = 2 a = \(gradients[b].item)")

  let inputs = [NDArray(float64: [0.3, -2]), NDArray(float64: [1.5, 0.7])]
  let check = checkGradient(inputs) { [multiply($0[0], $0[1])] }
  print("against central differences: \(check.error < 1e-9 ? "equal" : "\(check)")")

  let wrong = checkGradient(inputs) { points in
    Tensor.custom("forgetful gate", points) {
      [$0[0] * $0[1]]
    } backward: { inputs, _, upstream in
      [upstream[0] * inputs[0], upstream[0] * inputs[1]]
    }
  }
  print("with its inputs not swapped: \(wrong.error > 0.1 ? "caught" : "not caught")")
}
