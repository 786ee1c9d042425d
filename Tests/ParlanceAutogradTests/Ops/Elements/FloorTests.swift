import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct FloorTests {
  @Test(arguments: GoldenCase.all("elementwise", "floor")) func golden(_ golden: GoldenCase) {
    expectCase(golden) { [floor($0["x"]!)] }
  }

  @Test(arguments: someShapes) func gradient(_ shape: [Int]) {
    expectGradients([random(shape, in: 0.1..<0.9)]) { floor($0[0]) }
  }
}
