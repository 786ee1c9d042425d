import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct SoftsignTests {
  @Test(arguments: GoldenCase.all("activations", "softsign")) func golden(_ golden: GoldenCase) {
    expectCase(golden) { [softsign($0["x"]!)] }
  }

  @Test(arguments: someShapes) func gradient(_ shape: [Int]) {
    expectGradients([random(shape)]) { softsign($0[0]) }
  }
}
