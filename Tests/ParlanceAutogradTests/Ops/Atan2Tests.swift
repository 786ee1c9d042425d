import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct Atan2Tests {
  @Test(arguments: GoldenCase.all("elementwise", "atan2")) func golden(_ golden: GoldenCase) {
    expectCase(golden) { [atan2($0["a"]!, $0["b"]!)] }
  }

  @Test(arguments: broadcastShapes) func gradient(_ shapes: ([Int], [Int])) {
    expectGradients([random(shapes.0, in: 0.3..<2), random(shapes.1, in: 0.3..<2, seed: 2)]) {
      atan2($0[0], $0[1])
    }
  }
}
