import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct TanTests {
  @Test(arguments: GoldenCase.all("elementwise", "tan")) func golden(_ golden: GoldenCase) {
    expectCase(golden) { [tan($0["x"]!)] }
  }

  @Test(arguments: someShapes) func gradient(_ shape: [Int]) {
    expectGradients([random(shape, in: -1..<1)]) { tan($0[0]) }
  }
}
