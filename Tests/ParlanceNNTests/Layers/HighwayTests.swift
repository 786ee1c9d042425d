import ParlanceArrays
import ParlanceNN
import ParlanceSystem
import ParlanceTestSupport
import Testing

@Suite struct HighwayTests {
  @Test(arguments: GoldenCase.all("layers", "highway"))
  func golden(_ golden: GoldenCase) {
    var generator = RandomGenerator(seed: 1)
    expectCase(
      golden,
      module: Highway(golden.settings.int("width"), activation: .tanh, using: &generator)
    ) { [$0($1["x"]!)] }
  }

  @Test func theGateBeginsNearlyShut() {
    var generator = RandomGenerator(seed: 1)
    let layer = Highway(3, gateBias: -2, using: &generator)
    #expect(layer.gate.bias?.value.floats == [-2, -2, -2])
  }
}
