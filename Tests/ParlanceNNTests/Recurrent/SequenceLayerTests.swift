import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceSystem
import ParlanceTestSupport
import Testing

@Suite struct SequenceLayerTests {
  /// Fused, step by step, reversed, in both directions, stacked: rows that repeat are their copies.
  @Test func rowsThatRepeatGiveWhatTheirCopiesGive() {
    var generator = RandomGenerator(seed: 1)
    let plain = RecurrentLayer(.lstm, 3, 4, using: &generator)
    let normalised = RecurrentLayer(
      .lstm, 3, 4, options: RecurrentOptions(hasLayerNorm: true), using: &generator)
    let reversed = RecurrentLayer(.gru, 3, 4, isReversed: true, using: &generator)
    let both = Recurrent(
      .gru, inputSize: 3, hiddenSize: 4, layerCount: 2, bidirectional: .concatenated,
      using: &generator)
    let stack = Recurrent(.rnn, inputSize: 3, hiddenSize: 4, layerCount: 2, using: &generator)
    let rows = Tensor(NDArray(normal: 1, shape: [3, 3], using: &generator))
    let places: [Int32] = [2, 0, 2, 1, 1, 2]
    let copies = rows.take(Indices(places), axis: 0).reshaped([2, 3, 3])
    for layer in [plain, normalised, reversed, both, stack] as [any SequenceLayer] {
      let expected = layer.run(copies, state: nil, lengths: [3, 2], mode: .evaluation)
      let found = layer.run(
        rows: rows, places: places, batchSize: 2, state: nil, lengths: [3, 2], mode: .evaluation)
      #expect(distance(found.outputs.array, expected.outputs.array) < 1e-5)
      #expect(found.state.count == expected.state.count)
      for (a, b) in zip(found.state, expected.state) {
        #expect(distance(a.hidden.array, b.hidden.array) < 1e-5)
      }
    }
  }
}
