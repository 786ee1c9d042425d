import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct Exp2Tests {
  @Test(arguments: GoldenCase.all("elementwise", "exp2")) func golden(_ golden: GoldenCase) {
    expectCase(golden) { [exp2($0["x"]!)] }
  }

  @Test(arguments: someShapes) func gradient(_ shape: [Int]) {
    expectGradients([random(shape, in: -2..<2)]) { exp2($0[0]) }
  }
}
