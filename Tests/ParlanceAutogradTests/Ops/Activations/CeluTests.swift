import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct CeluTests {
  @Test(arguments: GoldenCase.all("activations", "celu")) func golden(_ golden: GoldenCase) {
    let settings = golden.settings
    expectCase(golden) {
      [celu($0["x"]!, alpha: settings.has("alpha") ? settings.double("alpha") : 1.0)]
    }
  }

  /// PyTorch: torch.nn.functional.celu at −1 with alpha 0.7.
  @Test func dividesBySinglePrecision() {
    let x = Parameter(NDArray(float64: [-1]))
    let gradient = celu(x.tensor, alpha: 0.7).backward()[x]
    #expect(abs(gradient.item - 0.23965103469267596) < 1e-15)
  }

  @Test func gradient() {
    // Away from the corners, where differences do not tell the slope.
    let x = NDArray(float64: [-7.3, -4.1, -2.2, -0.7, -0.2, 0.3, 0.7, 2.2, 4.1, 7.3])
    expectGradients([x]) { celu($0[0]) }
    for shape in [[], [0], [1], [2, 0]] as [[Int]] {
      expectGradients([random(shape, in: 0.1..<0.4)]) { celu($0[0]) }
    }
  }
}
