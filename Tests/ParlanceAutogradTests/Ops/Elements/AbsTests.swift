import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct AbsTests {
  @Test(arguments: GoldenCase.all("elementwise", "abs")) func golden(_ golden: GoldenCase) {
    expectCase(golden) { [abs($0["x"]!)] }
  }

  @Test(arguments: someShapes) func gradient(_ shape: [Int]) {
    expectGradients([random(shape, in: 0.2..<2)]) { abs($0[0]) }
  }
}
