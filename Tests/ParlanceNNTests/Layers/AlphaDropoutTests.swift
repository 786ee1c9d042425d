import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceSystem
import Testing

@Suite struct AlphaDropoutTests {
  @Test func isForTrainingOnly() {
    let x = Tensor(NDArray(repeating: 1, shape: [100]))
    let layer = AlphaDropout(0.5)
    #expect(layer(x).array == x.array)
    #expect(Set(layer(x, .training(RandomKey(seed: 1))).array.floats).count == 2)
  }
}
