import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct AsinTests {
  @Test(arguments: GoldenCase.all("elementwise", "asin")) func golden(_ golden: GoldenCase) {
    expectCase(golden) { [asin($0["x"]!)] }
  }

  @Test(arguments: someShapes) func gradient(_ shape: [Int]) {
    expectGradients([random(shape, in: -0.9..<0.9)]) { asin($0[0]) }
  }
}
