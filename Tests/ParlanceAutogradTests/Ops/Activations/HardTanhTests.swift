import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct HardTanhTests {
  @Test(arguments: GoldenCase.all("activations", "hardTanh")) func golden(_ golden: GoldenCase) {
    let settings = golden.settings
    expectCase(golden) {
      [
        hardTanh(
          $0["x"]!, min: settings.has("min") ? settings.double("min") : -1.0,
          max: settings.has("max") ? settings.double("max") : 1.0)
      ]
    }
  }

  @Test func gradient() {
    // Away from the corners, where differences do not tell the slope.
    let x = NDArray(float64: [-7.3, -4.1, -2.2, -0.7, -0.2, 0.3, 0.7, 2.2, 4.1, 7.3])
    expectGradients([x]) { hardTanh($0[0]) }
    for shape in [[], [0], [1], [2, 0]] as [[Int]] {
      expectGradients([random(shape, in: 0.1..<0.4)]) { hardTanh($0[0]) }
    }
  }
}
