import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct AtanhTests {
  @Test(arguments: GoldenCase.all("elementwise", "atanh")) func golden(_ golden: GoldenCase) {
    expectCase(golden) { [atanh($0["x"]!)] }
  }

  @Test(arguments: someShapes) func gradient(_ shape: [Int]) {
    expectGradients([random(shape, in: -0.9..<0.9)]) { atanh($0[0]) }
  }
}
