import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceTestSupport
import Testing

@Suite struct SoftMarginLossTests {
  @Test(arguments: GoldenCase.all("losses", "softMarginLoss")) func golden(_ golden: GoldenCase) {
    expectCase(golden) { inputs in
      [
        softMarginLoss(
          inputs["y"]!, golden.numbers("labels", inputs["y"]!.elementType),
          reduction: golden.reduction)
      ]
    }
  }

  @Test func gradient() {
    expectLossGradients([spread([4])]) {
      softMarginLoss($0[0], Tensor(NDArray(float64: [1, -1, 1, -1])))
    }
  }
}
