import Parlance

/// E6. The gated recurrent unit in both forms: the reset gate closes before the state's product with
/// its weights (as it was first written), or after it (as PyTorch does). One step by hand and by the
/// library's layer.
func gatedUnits() {
  var generator = RandomGenerator(seed: 5)
  let size = 3
  let x = Tensor(NDArray(normal: 1, shape: [1, 2], using: &generator))
  let h = Tensor(NDArray(normal: 1, shape: [1, size], using: &generator))

  for cell in [RecurrentCell.gruResetBefore, .gru] {
    let layer = RecurrentLayer(cell, 2, size, using: &generator)
    let (w, u) = (layer.inputWeight.tensor, layer.hiddenWeight.tensor)
    func part(_ matrix: Tensor, _ gate: Int) -> Tensor {
      matrix.slice(axis: 1, gate * size..<(gate + 1) * size)
    }
    let r = sigmoid(matmul(x, part(w, 0)) + matmul(h, part(u, 0)))
    let z = sigmoid(matmul(x, part(w, 1)) + matmul(h, part(u, 1)))
    let candidate =
      cell == .gru
      ? tanh(matmul(x, part(w, 2)) + r * matmul(h, part(u, 2)))
      : tanh(matmul(x, part(w, 2)) + matmul(r * h, part(u, 2)))
    // The library's z keeps the old state: it is 1 − u of h = (1 − u) ⊙ h + u ⊙ h̃.
    let update = 1 - z
    let byHand = (1 - update) * h + update * candidate

    print("\(cell == .gru ? "reset after the product" : "reset before the product"):")
    print("  update gate u: \(text(update, 4)), reset gate r: \(text(r, 4))")
    print("  by hand:       \(text(byHand, 5))")
    print("  by the layer:  \(text(layer.step(x, RecurrentState(hidden: h)).hidden, 5))")
  }
}
