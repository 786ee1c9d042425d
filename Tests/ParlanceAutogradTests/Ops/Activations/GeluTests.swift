import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct GeluTests {
  @Test(arguments: GoldenCase.all("activations", "gelu")) func golden(_ golden: GoldenCase) {
    expectCase(golden) { [gelu($0["x"]!)] }
  }

  @Test(arguments: GoldenCase.all("activations", "geluTanh"))
  func approximation(_ golden: GoldenCase) {
    expectCase(golden) { [gelu($0["x"]!, isApproximate: true)] }
  }

  @Test(arguments: someShapes) func gradient(_ shape: [Int]) {
    expectGradients([random(shape)]) { gelu($0[0]) }
  }
}
