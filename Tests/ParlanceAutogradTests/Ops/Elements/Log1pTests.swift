import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct Log1pTests {
  @Test(arguments: GoldenCase.all("elementwise", "log1p")) func golden(_ golden: GoldenCase) {
    expectCase(golden) { [log1p($0["x"]!)] }
  }

  @Test(arguments: someShapes) func gradient(_ shape: [Int]) {
    expectGradients([random(shape, in: -0.8..<2)]) { log1p($0[0]) }
  }
}
