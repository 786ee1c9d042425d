import Parlance

/// What the page of Parlance begins with.
func umbrellaPage() {
  var generator = RandomGenerator(seed: 1)
  let layer = Linear(3, 2, using: &generator)
  let loss = crossEntropy(layer(Tensor(NDArray(zeros: [4, 3]))), [0, 1, 1, 0])
  let gradients = loss.backward()
  Optimizer(Adam(), layer.parameters).step(gradients)
}
