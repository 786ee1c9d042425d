import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct SignTests {
  @Test(arguments: GoldenCase.all("elementwise", "sign")) func golden(_ golden: GoldenCase) {
    expectCase(golden) { [sign($0["x"]!)] }
  }

  @Test(arguments: someShapes) func gradient(_ shape: [Int]) {
    expectGradients([random(shape, in: 0.1..<0.9)]) { sign($0[0]) }
  }
}
