import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceTestSupport
import Testing

@Suite struct PoissonNegativeLogLikelihoodTests {
  @Test(arguments: GoldenCase.all("losses", "poissonNegativeLogLikelihood")) func golden(
    _ golden: GoldenCase
  ) {
    let settings = golden.settings
    expectCase(golden) { inputs in
      [
        poissonNegativeLogLikelihood(
          inputs["y"]!, golden.numbers("targets", inputs["y"]!.elementType),
          isLog: settings.bool("isLog"), isFull: settings.bool("isFull"),
          reduction: golden.reduction)
      ]
    }
  }

  @Test func gradient() {
    let counts = Tensor(NDArray(float64: [0, 1, 2, 5]))
    expectLossGradients([spread([4])]) { poissonNegativeLogLikelihood($0[0], counts, isFull: true) }
    expectLossGradients([spread([4], in: 0.5..<2)]) {
      poissonNegativeLogLikelihood($0[0], counts, isLog: false)
    }
  }
}
