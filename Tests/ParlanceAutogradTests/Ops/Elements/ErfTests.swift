import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct ErfTests {
  @Test(arguments: GoldenCase.all("elementwise", "erf")) func golden(_ golden: GoldenCase) {
    expectCase(golden) { [erf($0["x"]!)] }
  }

  @Test(arguments: someShapes) func gradient(_ shape: [Int]) {
    expectGradients([random(shape, in: -2..<2)]) { erf($0[0]) }
  }
}
