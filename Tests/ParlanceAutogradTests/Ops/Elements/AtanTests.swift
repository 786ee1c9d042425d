import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct AtanTests {
  @Test(arguments: GoldenCase.all("elementwise", "atan")) func golden(_ golden: GoldenCase) {
    expectCase(golden) { [atan($0["x"]!)] }
  }

  @Test(arguments: someShapes) func gradient(_ shape: [Int]) {
    expectGradients([random(shape, in: -2..<2)]) { atan($0[0]) }
  }
}
