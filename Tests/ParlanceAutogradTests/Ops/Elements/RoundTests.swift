import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct RoundTests {
  @Test(arguments: GoldenCase.all("elementwise", "round")) func golden(_ golden: GoldenCase) {
    expectCase(golden) { [round($0["x"]!)] }
  }

  @Test(arguments: someShapes) func gradient(_ shape: [Int]) {
    expectGradients([random(shape, in: 0.1..<0.4)]) { round($0[0]) }
  }
}
