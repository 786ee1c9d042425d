import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct HardSigmoidTests {
  @Test(arguments: GoldenCase.all("activations", "hardSigmoid")) func golden(_ golden: GoldenCase) {
    expectCase(golden) { [hardSigmoid($0["x"]!)] }
  }

  @Test func gradient() {
    // Away from the corners, where differences do not tell the slope.
    let x = NDArray(float64: [-7.3, -4.1, -2.2, -0.7, -0.2, 0.3, 0.7, 2.2, 4.1, 7.3])
    expectGradients([x]) { hardSigmoid($0[0]) }
    for shape in [[], [0], [1], [2, 0]] as [[Int]] {
      expectGradients([random(shape, in: 0.1..<0.4)]) { hardSigmoid($0[0]) }
    }
  }

  @Test func otherSlopes() {
    let y = hardSigmoid(Tensor(NDArray([-3, -1, 0, 1, 3])), alpha: 0.2, beta: 0.5)
    #expect(distance(y.array, NDArray([0, 0.3, 0.5, 0.7, 1])) < 1e-6)
  }
}
