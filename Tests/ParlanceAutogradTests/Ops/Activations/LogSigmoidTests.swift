import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct LogSigmoidTests {
  @Test(arguments: GoldenCase.all("activations", "logSigmoid")) func golden(_ golden: GoldenCase) {
    expectCase(golden) { [logSigmoid($0["x"]!)] }
  }

  @Test(arguments: someShapes) func gradient(_ shape: [Int]) {
    expectGradients([random(shape)]) { logSigmoid($0[0]) }
  }
}
