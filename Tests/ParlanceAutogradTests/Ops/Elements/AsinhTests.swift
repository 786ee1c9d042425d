import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct AsinhTests {
  @Test(arguments: GoldenCase.all("elementwise", "asinh")) func golden(_ golden: GoldenCase) {
    expectCase(golden) { [asinh($0["x"]!)] }
  }

  @Test(arguments: someShapes) func gradient(_ shape: [Int]) {
    expectGradients([random(shape, in: -2..<2)]) { asinh($0[0]) }
  }
}
