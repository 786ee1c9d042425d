import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct ThresholdedReluTests {
  @Test(arguments: GoldenCase.all("activations", "thresholdedRelu")) func golden(
    _ golden: GoldenCase
  ) {
    let settings = golden.settings
    expectCase(golden) {
      [
        thresholdedRelu(
          $0["x"]!, threshold: settings.has("threshold") ? settings.double("threshold") : 1.0,
          value: settings.has("value") ? settings.double("value") : 0.0)
      ]
    }
  }

  @Test func gradient() {
    // Away from the corners, where differences do not tell the slope.
    let x = NDArray(float64: [-7.3, -4.1, -2.2, -0.7, -0.2, 0.3, 0.7, 2.2, 4.1, 7.3])
    expectGradients([x]) { thresholdedRelu($0[0]) }
    for shape in [[], [0], [1], [2, 0]] as [[Int]] {
      expectGradients([random(shape, in: 0.1..<0.4)]) { thresholdedRelu($0[0]) }
    }
  }
}
