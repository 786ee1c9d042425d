import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct Expm1Tests {
  @Test(arguments: GoldenCase.all("elementwise", "expm1")) func golden(_ golden: GoldenCase) {
    expectCase(golden) { [expm1($0["x"]!)] }
  }

  @Test(arguments: someShapes) func gradient(_ shape: [Int]) {
    expectGradients([random(shape, in: -2..<2)]) { expm1($0[0]) }
  }
}
