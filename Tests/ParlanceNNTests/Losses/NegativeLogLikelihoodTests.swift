import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceTestSupport
import Testing

@Suite struct NegativeLogLikelihoodTests {
  @Test(arguments: GoldenCase.all("losses", "negativeLogLikelihood")) func golden(
    _ golden: GoldenCase
  ) {
    let settings = golden.settings
    expectCase(golden) { inputs in
      [
        negativeLogLikelihood(
          inputs["y"]!, golden.classes("targets"), axis: settings.int("axis"),
          weight: inputs["weight"], ignoring: Int32(settings.int("ignoring")),
          reduction: golden.reduction)
      ]
    }
  }

  @Test func gradient() {
    expectLossGradients([spread([2, 3, 2])]) {
      negativeLogLikelihood($0[0], [2, 1, 0, 1], axis: 1, reduction: .none)
    }
  }

  @Test func mismatch() async {
    expectTrap(
      "negativeLogLikelihood: expected 3 weights, found shape [2]",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = negativeLogLikelihood(
          Tensor(NDArray(zeros: [2, 3])), [0, 1], weight: Tensor(NDArray(zeros: [2])))
      })
  }
}
