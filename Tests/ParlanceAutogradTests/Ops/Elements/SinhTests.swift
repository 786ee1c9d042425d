import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct SinhTests {
  @Test(arguments: GoldenCase.all("elementwise", "sinh")) func golden(_ golden: GoldenCase) {
    expectCase(golden) { [sinh($0["x"]!)] }
  }

  @Test(arguments: someShapes) func gradient(_ shape: [Int]) {
    expectGradients([random(shape, in: -2..<2)]) { sinh($0[0]) }
  }
}
