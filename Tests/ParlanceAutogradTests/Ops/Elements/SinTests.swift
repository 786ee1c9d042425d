import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct SinTests {
  @Test(arguments: GoldenCase.all("elementwise", "sin")) func golden(_ golden: GoldenCase) {
    expectCase(golden) { [sin($0["x"]!)] }
  }

  @Test(arguments: someShapes) func gradient(_ shape: [Int]) {
    expectGradients([random(shape, in: -3..<3)]) { sin($0[0]) }
  }
}
