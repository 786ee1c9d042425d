import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct CosTests {
  @Test(arguments: GoldenCase.all("elementwise", "cos")) func golden(_ golden: GoldenCase) {
    expectCase(golden) { [cos($0["x"]!)] }
  }

  @Test(arguments: someShapes) func gradient(_ shape: [Int]) {
    expectGradients([random(shape, in: -3..<3)]) { cos($0[0]) }
  }
}
