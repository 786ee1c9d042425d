import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct SeluTests {
  @Test(arguments: GoldenCase.all("activations", "selu")) func golden(_ golden: GoldenCase) {
    expectCase(golden) { [selu($0["x"]!)] }
  }

  @Test func gradient() {
    // Away from the corners, where differences do not tell the slope.
    let x = NDArray(float64: [-7.3, -4.1, -2.2, -0.7, -0.2, 0.3, 0.7, 2.2, 4.1, 7.3])
    expectGradients([x]) { selu($0[0]) }
    for shape in [[], [0], [1], [2, 0]] as [[Int]] {
      expectGradients([random(shape, in: 0.1..<0.4)]) { selu($0[0]) }
    }
  }
}
