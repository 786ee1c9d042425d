import Parlance

/// What the page of ParlanceNN begins with.
func networkPage() throws {
  final class Encoder: Module {
    let words: Embedding
    let gru: Recurrent
    let output: Linear

    init(_ generator: inout RandomGenerator) {
      words = Embedding(100, 16, using: &generator)
      gru = Recurrent(
        .gru, inputSize: 16, hiddenSize: 32, bidirectional: .concatenated, using: &generator)
      output = Linear(64, 2, using: &generator)
    }

    func callAsFunction(_ ids: [Int32], lengths: [Int]) -> Tensor {
      let x = words(ids, shape: [lengths.count, ids.count / lengths.count])
      return output(maxOverTime(gru(x, lengths: lengths).outputs, lengths: lengths))
    }
  }
  var generator = RandomGenerator(seed: 1)
  let encoder = Encoder(&generator)
  let loss = crossEntropy(encoder([5, 6, 7, 8, 9, 0], lengths: [3, 2]), [0, 1])
  let gradients = loss.backward()
  for (name, parameter) in encoder.namedParameters() {
    print(name, parameter.shape, gradients.contains(parameter))
  }
}
