import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct TruncTests {
  @Test(arguments: GoldenCase.all("elementwise", "trunc")) func golden(_ golden: GoldenCase) {
    expectCase(golden) { [trunc($0["x"]!)] }
  }

  @Test(arguments: someShapes) func gradient(_ shape: [Int]) {
    expectGradients([random(shape, in: 0.1..<0.9)]) { trunc($0[0]) }
  }
}
