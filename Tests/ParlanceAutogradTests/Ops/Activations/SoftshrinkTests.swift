import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct SoftshrinkTests {
  @Test(arguments: GoldenCase.all("activations", "softshrink")) func golden(_ golden: GoldenCase) {
    let settings = golden.settings
    expectCase(golden) {
      [softshrink($0["x"]!, lambda: settings.has("lambd") ? settings.double("lambd") : 0.5)]
    }
  }

  @Test func gradient() {
    // Away from the corners, where differences do not tell the slope.
    let x = NDArray(float64: [-7.3, -4.1, -2.2, -0.7, -0.2, 0.3, 0.7, 2.2, 4.1, 7.3])
    expectGradients([x]) { softshrink($0[0]) }
    for shape in [[], [0], [1], [2, 0]] as [[Int]] {
      expectGradients([random(shape, in: 0.1..<0.4)]) { softshrink($0[0]) }
    }
  }

  @Test func aBiasOfItsOwn() {
    let y = softshrink(Tensor(NDArray([-2, -1, 0, 1, 2])), lambda: 1.5, bias: 0)
    #expect(y.array.floats == [-2, 0, 0, 0, 2])
  }
}
