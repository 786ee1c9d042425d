import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceSystem
import ParlanceTestSupport
import Testing

@Suite struct SequentialTests {
  private func make(_ hidden: Int) -> Sequential {
    var generator = RandomGenerator(seed: 1)
    return Sequential(
      Linear(2, hidden, using: &generator), Function(.tanh),
      Residual(Sequential(Linear(hidden, hidden, using: &generator), LayerNorm(hidden))),
      Linear(hidden, 2, hasBias: false, using: &generator))
  }

  @Test(arguments: GoldenCase.all("layers", "sequential"))
  func golden(_ golden: GoldenCase) {
    expectCase(golden, module: make(golden.settings.int("hidden"))) { [$0($1["x"]!)] }
  }

  @Test func parametersAreNamedByPlace() {
    #expect(
      make(3).namedParameters().map(\.name) == [
        "0.weight", "0.bias", "2.layer.0.weight", "2.layer.0.bias", "2.layer.1.weight",
        "2.layer.1.bias", "3.weight",
      ])
  }

  @Test func eachLayerHasAMaskOfItsOwn() {
    let x = Tensor(NDArray(repeating: 1, shape: [1000]))
    let y = Sequential(Dropout(0.5), Dropout(0.5))(x, .training(RandomKey(seed: 1)))
    #expect(Set(y.array.floats) == [0, 4])
    #expect(abs(y.mean().item - 1) < 0.2)
    #expect(Sequential()(x).array == x.array)
  }
}
