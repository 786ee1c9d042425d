import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceSystem
import ParlanceTestSupport
import Testing

@Suite struct RecurrentGatesTests {
  private func input(_ generator: inout RandomGenerator) -> Tensor {
    Tensor(NDArray(normal: 1, shape: [2, 5, 3], using: &generator))
  }

  private func steps(_ x: Tensor) -> [Tensor] {
    (0..<5).map { x.slice(axis: 1, $0..<$0 + 1).reshaped([2, x.shape[2]]) }
  }

  /// From the gates, the states follow: c ← f ⊙ c + i ⊙ g, h = o ⊙ tanh(c).
  @Test(arguments: [
    RecurrentOptions(), RecurrentOptions(hasPeepholes: true), RecurrentOptions(couplesGates: true),
  ]) func lstm(_ options: RecurrentOptions) {
    var generator = RandomGenerator(seed: 1)
    let layer = RecurrentLayer(
      .lstm, 3, 4, options: options, initializer: .pyTorch, using: &generator)
    let x = input(&generator)
    let gates = layer.gates(x)
    #expect(gates.map(\.name) == ["input", "forget", "candidate", "output"])
    let parts = gates.map { steps(Tensor($0.values)) }
    var c = Tensor(NDArray(zeros: [2, 4]))
    for (step, h) in steps(layer(x).outputs).enumerated() {
      c = parts[1][step] * c + parts[0][step] * parts[2][step]
      #expect(distance((parts[3][step] * tanh(c)).array, h.array) < 1e-6)
    }
  }

  /// h ← (1 − z) ⊙ n + z ⊙ h.
  @Test(arguments: [RecurrentCell.gru, .gruResetBefore]) func gru(_ cell: RecurrentCell) {
    var generator = RandomGenerator(seed: 2)
    let layer = RecurrentLayer(cell, 3, 4, initializer: .pyTorch, using: &generator)
    let x = input(&generator)
    let gates = layer.gates(x)
    #expect(gates.map(\.name) == ["reset", "update", "candidate"])
    let parts = gates.map { steps(Tensor($0.values)) }
    var h = Tensor(NDArray(zeros: [2, 4]))
    for (step, expected) in steps(layer(x).outputs).enumerated() {
      h = (1 - parts[1][step]) * parts[2][step] + parts[1][step] * h
      #expect(distance(h.array, expected.array) < 1e-6)
    }
  }

  @Test func lengthsAndDirection() {
    var generator = RandomGenerator(seed: 3)
    let forward = RecurrentLayer(.rnn, 3, 4, using: &generator)
    let backward = RecurrentLayer(.rnn, 3, 4, isReversed: true, using: &generator)
    let x = input(&generator)
    for layer in [forward, backward] {
      let gates = layer.gates(x, lengths: [5, 2])
      let outputs = layer(x, lengths: [5, 2]).outputs
      // The plain cell's candidate is its state.
      #expect(gates.map(\.name) == ["candidate"])
      #expect(distance(gates[0].values, outputs.array) < 1e-6)
      #expect(gates[0].values[1, 4, 0] == 0 && gates[0].values[1, 1, 0] != 0)
    }
  }
}
