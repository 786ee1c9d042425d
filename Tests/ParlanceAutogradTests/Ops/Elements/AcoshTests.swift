import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct AcoshTests {
  @Test(arguments: GoldenCase.all("elementwise", "acosh")) func golden(_ golden: GoldenCase) {
    expectCase(golden) { [acosh($0["x"]!)] }
  }

  @Test(arguments: someShapes) func gradient(_ shape: [Int]) {
    expectGradients([random(shape, in: 1.2..<3)]) { acosh($0[0]) }
  }
}
