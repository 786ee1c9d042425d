import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct SoftplusTests {
  @Test(arguments: GoldenCase.all("activations", "softplus")) func golden(_ golden: GoldenCase) {
    let settings = golden.settings
    expectCase(golden) {
      [
        softplus(
          $0["x"]!, beta: settings.has("beta") ? settings.double("beta") : 1.0,
          threshold: settings.has("threshold") ? settings.double("threshold") : 20.0)
      ]
    }
  }

  @Test(arguments: someShapes) func gradient(_ shape: [Int]) {
    expectGradients([random(shape)]) { softplus($0[0], beta: 2, threshold: 30) }
    expectGradients([random(shape)]) { softplus($0[0]) }
  }
}
