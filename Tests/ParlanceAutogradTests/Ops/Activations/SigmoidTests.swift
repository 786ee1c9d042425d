import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct SigmoidTests {
  @Test(arguments: GoldenCase.all("activations", "sigmoid")) func cases(_ golden: GoldenCase) {
    expectCase(golden) { [sigmoid($0["x"]!)] }
  }

  @Test func golden() throws {
    try expectGolden("op_sigmoid") { sigmoid($0) }
  }

  @Test(arguments: someShapes) func gradient(_ shape: [Int]) {
    expectGradients([random(shape, in: -3..<3)]) { sigmoid($0[0]) }
  }
}
