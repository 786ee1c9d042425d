import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct TanhshrinkTests {
  @Test(arguments: GoldenCase.all("activations", "tanhshrink")) func golden(_ golden: GoldenCase) {
    expectCase(golden) { [tanhshrink($0["x"]!)] }
  }

  @Test(arguments: someShapes) func gradient(_ shape: [Int]) {
    expectGradients([random(shape)]) { tanhshrink($0[0]) }
  }
}
