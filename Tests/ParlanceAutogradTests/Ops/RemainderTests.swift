import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct RemainderTests {
  @Test(arguments: GoldenCase.all("elementwise", "remainder")) func golden(_ golden: GoldenCase) {
    expectCase(golden) { [remainder($0["a"]!, $0["b"]!)] }
  }

  @Test(arguments: GoldenCase.all("elementwise", "remainderNumber"))
  func numbers(_ golden: GoldenCase) {
    expectCase(golden) { [remainder($0["x"]!, golden.settings.double("number"))] }
  }

  @Test(arguments: broadcastShapes) func gradient(_ shapes: ([Int], [Int])) {
    expectGradients([random(shapes.0, in: 0.1..<0.9), random(shapes.1, in: 1.0..<2, seed: 2)]) {
      remainder($0[0], $0[1])
    }
  }
}
