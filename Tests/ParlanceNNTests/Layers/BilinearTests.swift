import ParlanceArrays
import ParlanceNN
import ParlanceSystem
import ParlanceTestSupport
import Testing

@Suite struct BilinearTests {
  @Test(arguments: GoldenCase.all("layers", "bilinear"))
  func golden(_ golden: GoldenCase) {
    let settings = golden.settings
    var generator = RandomGenerator(seed: 1)
    expectCase(
      golden,
      module: Bilinear(
        settings.int("first"), settings.int("second"), settings.int("outputs"),
        hasBias: settings.bool("bias"), using: &generator)
    ) { layer, inputs in [layer(inputs["x1"]!, inputs["x2"]!)] }
  }

  @Test func aWrongGradientIsSeen() {
    var generator = RandomGenerator(seed: 1)
    let golden = GoldenCase.all("layers", "bilinear")[6]
    let (first, second) = (golden.settings.int("first"), golden.settings.int("second"))
    let make = {
      Bilinear(first, second, golden.settings.int("outputs"), using: &generator)
    }
    let right = golden.failure(module: make()) { [$0($1["x1"]!, $1["x2"]!)] }
    let wrong = golden.failure(module: make()) { layer, inputs in
      layer.weight.isTrainable = false
      return [layer(inputs["x1"]!, inputs["x2"]!)]
    }
    #expect(right == nil)
    #expect(wrong?.contains("grad.weight") == true)
  }

  @Test func beginsAsPyTorchDoes() {
    var generator = RandomGenerator(seed: 1)
    let layer = Bilinear(16, 9, 50, using: &generator)
    for values in [layer.weight.value.floats, layer.bias!.value.floats] {
      #expect(values.allSatisfy { abs($0) <= 0.25 })
      #expect(values.contains { abs($0) > 0.2 })
    }
  }
}
