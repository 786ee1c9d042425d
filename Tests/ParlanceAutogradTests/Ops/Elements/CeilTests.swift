import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct CeilTests {
  @Test(arguments: GoldenCase.all("elementwise", "ceil")) func golden(_ golden: GoldenCase) {
    expectCase(golden) { [ceil($0["x"]!)] }
  }

  @Test(arguments: someShapes) func gradient(_ shape: [Int]) {
    expectGradients([random(shape, in: 0.1..<0.9)]) { ceil($0[0]) }
  }
}
