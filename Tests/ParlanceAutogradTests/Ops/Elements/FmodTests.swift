import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct FmodTests {
  @Test(arguments: GoldenCase.all("elementwise", "fmod")) func golden(_ golden: GoldenCase) {
    expectCase(golden) { [fmod($0["a"]!, $0["b"]!)] }
  }

  @Test(arguments: GoldenCase.all("elementwise", "fmodNumber"))
  func numbers(_ golden: GoldenCase) {
    expectCase(golden) { [fmod($0["x"]!, golden.settings.double("number"))] }
  }

  @Test(arguments: broadcastShapes) func gradient(_ shapes: ([Int], [Int])) {
    expectGradients([random(shapes.0, in: 0.1..<0.9), random(shapes.1, in: 1.0..<2, seed: 2)]) {
      fmod($0[0], $0[1])
    }
  }
}
