import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceSystem
import ParlanceTestSupport
import Testing

@Suite struct StepGradientNormsTests {
  private func input(_ seed: UInt64 = 1) -> Tensor {
    var generator = RandomGenerator(seed: seed)
    return Tensor(NDArray(normal: 1, shape: [2, 4, 3], using: &generator))
  }

  /// ∂L/∂hₜ by central differences: the state after t steps is given, the rest runs on from it.
  @Test func areTheStatesGradients() {
    var generator = RandomGenerator(seed: 2)
    let layer = RecurrentLayer(.gru, 3, 2, using: &generator)
    let x = input()
    let found = layer.stepGradientNorms(x) { square($0).sum() }
    #expect(found.map(\.layer) == ["layer 0"])
    let outputs = layer(x).outputs
    for step in 0..<4 {
      let state = Parameter(outputs.slice(axis: 1, step..<step + 1).reshaped([2, 2]).array)
      var loss = square(state.tensor).sum()
      if step < 3 {
        let rest = layer(
          x.slice(axis: 1, step + 1..<4), state: RecurrentState(hidden: state.tensor))
        loss = loss + square(rest.outputs).sum()
      }
      let gradient = loss.backward()[state]
      let norm = square(Tensor(gradient)).sum().item.squareRoot()
      #expect(abs(found[0].norms[step] - norm) < 1e-5)
    }
  }

  @Test func everyDirectionOfEveryLayer() {
    var generator = RandomGenerator(seed: 3)
    for merge in [Bidirectional.Merge.concatenated, .summed] {
      let network = Recurrent(
        .lstm, inputSize: 3, hiddenSize: 2, layerCount: 2, bidirectional: merge,
        using: &generator)
      var seen: NDArray?
      let found = network.stepGradientNorms(input(), lengths: [4, 2]) {
        seen = $0.array
        return $0.slice(axis: 1, 0..<1).sum()
      }
      #expect(
        found.map(\.layer) == ["layer 0", "layer 0 reversed", "layer 1", "layer 1 reversed"])
      #expect(distance(seen!, network(input(), lengths: [4, 2]).outputs.array) < 1e-6)
      // The first output sees the forward layer's first state alone, and all of the backward one.
      #expect(found[2].norms[0] > 0 && found[2].norms.dropFirst().allSatisfy { $0 == 0 })
      #expect(found[3].norms.allSatisfy { $0 > 0 } && found[0].norms.allSatisfy { $0 > 0 })
    }
  }

  /// h ← w h with a loss of the last state: each step back is a factor w.
  @Test func vanish() {
    var generator = RandomGenerator(seed: 4)
    let layer = RecurrentLayer(.rnnReLU, 1, 1, using: &generator)
    layer.inputWeight.value = NDArray([1], shape: [1, 1])
    layer.hiddenWeight.value = NDArray([0.9], shape: [1, 1])
    let x = Tensor(NDArray(repeating: 1, shape: [1, 51, 1]))
    let norms = layer.stepGradientNorms(x) { $0.slice(axis: 1, 50..<51).sum() }[0].norms
    #expect(norms.count == 51 && norms[50] == 1)
    #expect(abs(norms[0] - 0.00515) < 5e-6)
  }
}
