import Foundation
import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceSystem
import ParlanceTestSupport
import Testing

/// Hidden states [N, 4] in double precision.
func someHidden(_ rows: Int, seed: UInt64 = 9) -> NDArray {
  var generator = RandomGenerator(seed: seed)
  return NDArray(normal: 1, shape: [rows, 4], .float64, using: &generator)
}

/// Expects a layer of 4 inputs to give probabilities that sum to one, and losses that are theirs.
func expectExact(
  _ layer: some OutputLayer, vocabularySize: Int, _ location: SourceLocation = #_sourceLocation
) {
  let targets = (0..<Int32(vocabularySize)).map { $0 } + [-100]
  let input = OutputInput(Tensor(someHidden(targets.count)))
  let logs = layer.logProbabilities(input).array
  #expect(logs.shape == [targets.count, vocabularySize], sourceLocation: location)
  let losses = layer.losses(input, targets, ignoring: -100)
  for row in 0..<vocabularySize {
    let sum = (0..<vocabularySize).reduce(0.0) { $0 + exp(logs[row, $1]) }
    #expect(abs(sum - 1) < 1e-12, sourceLocation: location)
    #expect(abs(losses[row] + logs[row, row]) < 1e-12, sourceLocation: location)
  }
  #expect(losses[vocabularySize] == 0, sourceLocation: location)
}

/// Expects a layer's training loss and gradients to be those of the targets that are not ignored.
func expectIgnoring(_ layer: some OutputLayer, _ location: SourceLocation = #_sourceLocation) {
  let hidden = someHidden(5)
  let kept = hidden.kernels.gatherRows(hidden, [0, 2, 3])
  func run(_ hidden: NDArray, _ targets: [Int32]) -> (Tensor, Gradients) {
    let loss = layer.trainingLoss(
      OutputInput(Tensor(hidden)), targets, ignoring: -7, mode: .training(RandomKey(seed: 2)))
    return (loss, loss.backward())
  }
  let (some, someGradients) = run(hidden, [5, -7, 1, 8, -7])
  let (all, allGradients) = run(kept, [5, 1, 8])
  #expect(abs(some.item - all.item) < 1e-12, sourceLocation: location)
  for parameter in layer.parameters {
    #expect(
      distance(someGradients[parameter], allGradients[parameter]) < 1e-12,
      sourceLocation: location)
  }
  #expect(run(hidden, [-7, -7, -7, -7, -7]).0.item == 0, sourceLocation: location)
}
