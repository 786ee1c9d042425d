import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct RsqrtTests {
  @Test(arguments: GoldenCase.all("elementwise", "rsqrt")) func golden(_ golden: GoldenCase) {
    expectCase(golden) { [rsqrt($0["x"]!)] }
  }

  @Test(arguments: someShapes) func gradient(_ shape: [Int]) {
    expectGradients([random(shape, in: 0.2..<3)]) { rsqrt($0[0]) }
  }
}
