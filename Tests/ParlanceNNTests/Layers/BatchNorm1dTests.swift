import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceSystem
import ParlanceTestSupport
import Testing

@Suite struct BatchNorm1dTests {
  private func run(_ layer: BatchNorm1d, _ x: Tensor) -> [Tensor] {
    let training = Mode.training(RandomKey(seed: 1))
    let (first, second) = (layer(x, training), layer(x * x, training))
    return [
      first, second, layer(x), Tensor(layer.runningMean.value),
      Tensor(layer.runningVariance.value),
    ]
  }

  private func make(_ golden: GoldenCase, _ layout: SequenceLayout) -> BatchNorm1d {
    let isAffine = golden.settings.bool("affine")
    return BatchNorm1d(
      golden.array("in.x")!.shape[1], epsilon: 1e-3, momentum: 0.3, hasWeight: isAffine,
      hasBias: isAffine, layout: layout)
  }

  @Test(arguments: GoldenCase.all("layers", "batch_norm"))
  func golden(_ golden: GoldenCase) {
    expectCase(golden, module: make(golden, .channelsFirst)) { run($0, $1["x"]!) }
    expectCase(golden, module: make(golden, .channelsLast)) { layer, inputs in
      let results = run(layer, inputs["x"]!.transposed(1, -1))
      return results.map { $0.shape.count > 1 ? $0.transposed(1, -1) : $0 }
    }
  }

  @Test func runningNumbersAreSavedButNotTrained() throws {
    let (a, b) = (BatchNorm1d(2), BatchNorm1d(2))
    _ = run(a, Tensor(NDArray([1, 2, 3, 5], shape: [2, 2])))
    let state = a.stateDictionary
    #expect(state.map(\.name) == ["weight", "bias", "running_mean", "running_var"])
    #expect(a.namedParameters().map(\.name) == ["weight", "bias"])
    try b.load(stateDictionary: Dictionary(uniqueKeysWithValues: state.map { ($0, $1) }))
    #expect(b.runningMean.value == a.runningMean.value)
    #expect(b.runningVariance.value == a.runningVariance.value)
    #expect(throws: InputError.self) {
      try b.load(stateDictionary: ["weight": a.weight!.value, "bias": a.bias!.value])
    }
  }
}
