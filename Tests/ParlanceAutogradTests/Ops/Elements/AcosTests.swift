import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct AcosTests {
  @Test(arguments: GoldenCase.all("elementwise", "acos")) func golden(_ golden: GoldenCase) {
    expectCase(golden) { [acos($0["x"]!)] }
  }

  @Test(arguments: someShapes) func gradient(_ shape: [Int]) {
    expectGradients([random(shape, in: -0.9..<0.9)]) { acos($0[0]) }
  }
}
