import Parlance

/// ŷ = σ(W₂ relu(W₁ x + b₁) + b₂).
private final class TwoLayers: Module {
  let layer1: Linear
  let layer2: Linear

  init(_ generator: inout RandomGenerator) {
    layer1 = Linear(2, 2, using: &generator)
    layer2 = Linear(2, 1, using: &generator)
  }

  /// The weighted sum of the output unit.
  func z(_ x: Tensor) -> Tensor { layer2(relu(layer1(x))) }
}

/// C6, C8. A network of two layers under binary cross-entropy: at the output ∂L/∂z = a − y.
func twoLayers() {
  var generator = RandomGenerator(seed: 1)
  let network = TwoLayers(&generator)
  network.layer1.weight.value = NDArray([1, -1, 0.5, 2], shape: [2, 2])
  network.layer1.bias!.value = NDArray([0.1, -0.3])
  network.layer2.weight.value = NDArray([0.8, -0.4], shape: [2, 1])
  network.layer2.bias!.value = NDArray([0.2])
  print(network.summary)

  let x = Tensor(NDArray([1, 0.5], shape: [1, 2]))
  for y in [1.0, 0.0] {
    let z = network.z(x)
    let a = sigmoid(z)
    let loss = -(y * log(a) + (1 - y) * log(1 - a)).sum()
    let gradients = loss.backward(keepingAll: true)
    print("y = \(text(y, 0)): a = \(text(a.item, 4)), L = \(text(loss.item, 4))")
    print("  ∂L/∂z = \(text(gradients[z]!.item, 4)), a − y = \(text(a.item - y, 4))")
    for (name, parameter) in network.namedParameters() {
      print("  ∂L/∂\(name) = \(text(gradients[parameter].doubles, 4))")
    }
  }
}
