import Parlance

private let inputs = NDArray([0, 0, 0, 1, 1, 0, 1, 1], shape: [4, 2])
private let targets = NDArray([0, 1, 1, 0], shape: [4, 1])

/// Two ReLU units and a linear one: max(0, X W + c) w + b.
private final class Network: Module {
  let hidden: Linear
  let output: Linear

  init(_ generator: inout RandomGenerator) {
    hidden = Linear(2, 2, initializer: .normal(1), using: &generator)
    output = Linear(2, 1, initializer: .normal(1), using: &generator)
  }

  func callAsFunction(_ x: Tensor) -> Tensor { output(relu(hidden(x))) }
}

/// Lowers the mean squared error by descent; returns the loss of each step.
private func train(
  _ model: some Module, steps: Int, _ predict: (Tensor) -> Tensor
) -> [Double] {
  let optimizer = Optimizer(Adam(learningRate: 0.05), model.parameters)
  return (0..<steps).map { _ in
    let loss = square(predict(Tensor(inputs)) - Tensor(targets)).mean()
    optimizer.step(loss.backward())
    return loss.item
  }
}

/// A3. XOR: no line fits it, two ReLU units do.
func xor() throws {
  var generator = RandomGenerator(seed: 3)
  let line = Linear(2, 1, using: &generator)
  _ = train(line, steps: 300) { line($0) }
  print("least squares:   \(text(line(Tensor(inputs))))")

  let network = Network(&generator)
  network.hidden.weight.value = NDArray([1, 1, 1, 1], shape: [2, 2])
  network.hidden.bias!.value = NDArray([0, -1])
  network.output.weight.value = NDArray([1, -2], shape: [2, 1])
  print("given weights:   \(text(network(Tensor(inputs))))")

  // A start whose units are dead on all four inputs learns nothing: try several.
  let attempts = (0..<10).map { _ in
    let network = Network(&generator)
    return (network: network, losses: train(network, steps: 300) { network($0) })
  }
  let learnt = attempts.filter { $0.losses.last! < 0.01 }
  let (trained, losses) = learnt[0]
  print("trained weights: \(text(trained(Tensor(inputs)))), in \(learnt.count) of 10 attempts")

  try write(
    Chart(
      "XOR: descent of the mean squared error", x: "step", y: "mean squared error",
      yScale: .logarithmic,
      series: [Chart.Series("loss", losses)]
    ).svg, as: "xor-loss.svg")
  let points = [(0.0, 1.0), (1, 0)].map { (x: $0.0, y: $0.1) }
  let others = [(0.0, 0.0), (1, 1)].map { (x: $0.0, y: $0.1) }
  try write(
    ContourMap(
      "XOR: what the trained network answers", x: -0.2...1.2, y: -0.2...1.2, xTitle: "first input",
      yTitle: "second input", heightTitle: "answer", levels: [0, 0.25, 0.5, 0.75, 1],
      paths: [
        Chart.Series("should be 1", points: points, style: .points),
        Chart.Series("should be 0", points: others, style: .points),
      ]
    ) { a, b in
      withoutGraph { trained(Tensor(NDArray([Float(a), Float(b)], shape: [1, 2]))).item }
    }.svg, as: "xor-surface.svg")
}
