import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceSystem
import Testing

@Suite struct PoolingTests {
  let x = Tensor(NDArray([1, 5, 2, 4, 3, 0], shape: [1, 6, 1]))

  @Test func layersApplyTheirOperations() {
    #expect(MaxPool1d(2)(x).array.floats == [5, 4, 3])
    #expect(AveragePool1d(2)(x).array.floats == [3, 3, 1.5])
    #expect(MaxOverTime()(x).array.floats == [5])
    #expect(MaxOverTime()(x, lengths: [1]).array.floats == [1])
  }

  /// Kim's classifier: convolutions of several widths, each with its greatest value over time.
  @Test func theGreatestWindowOfASentenceWithoutItsPadding() {
    var generator = RandomGenerator(seed: 1)
    let conv = Conv1d(3, 4, kernelSize: 2, using: &generator)
    let sentences = NDArray(normal: 1, shape: [2, 5, 3], using: &generator)
    #expect(conv.outputLength(5) == 4)
    let lengths = [3, 5].map(conv.outputLength)
    let y = MaxOverTime()(conv(Tensor(sentences)), lengths: lengths)
    let alone = maxOverTime(conv(Tensor(sentences).slice(axis: 0, 0..<1).slice(axis: 1, 0..<3)))
    for unit in 0..<4 { #expect(abs(y.array[0, unit] - alone.array[0, unit]) < 1e-6) }
  }
}
