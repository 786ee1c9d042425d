import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct TanhTests {
  @Test(arguments: GoldenCase.all("activations", "tanh")) func cases(_ golden: GoldenCase) {
    expectCase(golden) { [tanh($0["x"]!)] }
  }

  @Test func golden() throws {
    try expectGolden("op_tanh") { tanh($0) }
  }

  @Test(arguments: someShapes) func gradient(_ shape: [Int]) {
    expectGradients([random(shape, in: -3..<3)]) { tanh($0[0]) }
  }
}
