import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct CoshTests {
  @Test(arguments: GoldenCase.all("elementwise", "cosh")) func golden(_ golden: GoldenCase) {
    expectCase(golden) { [cosh($0["x"]!)] }
  }

  @Test(arguments: someShapes) func gradient(_ shape: [Int]) {
    expectGradients([random(shape, in: -2..<2)]) { cosh($0[0]) }
  }
}
