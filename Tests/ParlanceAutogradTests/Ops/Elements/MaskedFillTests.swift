import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct MaskedFillTests {
  @Test(arguments: GoldenCase.all("elementwise", "maskedFill"))
  func golden(_ golden: GoldenCase) {
    let found = golden.integers("mask")
    let mask = Tensor(NDArray(found.values.map { Float($0) }, shape: found.shape))
    expectCase(golden) { [$0["x"]!.maskedFill(mask, golden.settings.double("value"))] }
  }

  @Test func gradient() {
    let mask = Tensor(NDArray([0, 1, 0], shape: [3]))
    expectGradients([random([2, 3])]) { $0[0].maskedFill(mask, -7) }
  }
}
