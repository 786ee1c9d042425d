import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceTestSupport
import Testing

@Suite struct MultiMarginLossTests {
  @Test(arguments: GoldenCase.all("losses", "multiMarginLoss")) func golden(_ golden: GoldenCase) {
    expectCase(golden) { inputs in
      [
        multiMarginLoss(
          inputs["y"]!, golden.classes("targets"), power: golden.settings.int("power"),
          margin: golden.settings.double("margin"), weight: inputs["weight"],
          reduction: golden.reduction)
      ]
    }
  }

  @Test func gradient() {
    expectLossGradients([spread([3, 4])]) { multiMarginLoss($0[0], [3, 0, 1]) }
    expectLossGradients([spread([3, 4])]) { multiMarginLoss($0[0], [3, 0, 1], power: 2) }
  }
}
