import Foundation
import Parlance

/// D4. Before a classifier knows anything, its best answer is how frequent each class is: with zero
/// weights and biases at the log-frequencies it starts there, and not at log(classes).
func outputBiases() throws {
  let counts = [600, 250, 100, 50]
  let targets = counts.enumerated().flatMap { [Int32](repeating: Int32($0), count: $1) }
  let total = Double(targets.count)
  let entropy = counts.reduce(0.0) { $0 - Double($1) / total * log(Double($1) / total) }

  func loss(_ bias: Tensor) -> Tensor {
    let zeros = Tensor(NDArray(zeros: [targets.count, 4], .float64))
    return crossEntropy(zeros + bias, targets)
  }
  func train(from start: NDArray) -> [Double] {
    let bias = Parameter(start)
    let optimizer = Optimizer(SGD(learningRate: 0.5), [bias])
    return (0..<60).map { _ in
      let value = loss(bias.tensor)
      optimizer.step(value.backward())
      return value.item
    }
  }
  let frequencies = NDArray(float64: counts.map { log(Double($0) / total) })
  let (zeros, best) = (train(from: NDArray(zeros: [4], .float64)), train(from: frequencies))
  print("biases zero:            loss \(text(zeros[0], 4)) = log 4")
  print("biases log-frequencies: loss \(text(best[0], 4))")
  print("entropy of the classes:      \(text(entropy, 4))")
  print("from zero after 60 steps:    \(text(zeros.last!, 4))")
  try write(
    Chart(
      "Output biases: where training starts", x: "step", y: "cross-entropy (nats)",
      series: [
        Chart.Series("biases zero", zeros), Chart.Series("log-frequencies", best, style: .dashed),
      ]
    ).svg, as: "output-biases.svg")
}
