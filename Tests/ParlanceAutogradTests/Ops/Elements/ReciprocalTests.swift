import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct ReciprocalTests {
  @Test(arguments: GoldenCase.all("elementwise", "reciprocal")) func golden(_ golden: GoldenCase) {
    expectCase(golden) { [reciprocal($0["x"]!)] }
  }

  @Test(arguments: someShapes) func gradient(_ shape: [Int]) {
    expectGradients([random(shape, in: 0.3..<2)]) { reciprocal($0[0]) }
  }
}
