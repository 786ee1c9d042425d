import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceTestSupport
import Testing

@Suite struct GaussianNegativeLogLikelihoodTests {
  @Test(arguments: GoldenCase.all("losses", "gaussianNegativeLogLikelihood")) func golden(
    _ golden: GoldenCase
  ) {
    let settings = golden.settings
    expectCase(golden) { inputs in
      [
        gaussianNegativeLogLikelihood(
          inputs["y"]!, inputs["t"]!, variance: inputs["v"]!, isFull: settings.bool("isFull"),
          epsilon: settings.has("epsilon") ? settings.double("epsilon") : 1e-6,
          reduction: golden.reduction)
      ]
    }
  }

  @Test func gradient() {
    expectLossGradients([spread([2, 3]), spread([2, 3], seed: 2), spread([2], in: 0.5..<2)]) {
      gaussianNegativeLogLikelihood($0[0], $0[1], variance: $0[2])
    }
  }
}
