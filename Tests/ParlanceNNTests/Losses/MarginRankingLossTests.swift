import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceTestSupport
import Testing

@Suite struct MarginRankingLossTests {
  @Test(arguments: GoldenCase.all("losses", "marginRankingLoss")) func golden(_ golden: GoldenCase)
  {
    expectCase(golden) { inputs in
      [
        marginRankingLoss(
          inputs["a"]!, inputs["b"]!, golden.numbers("labels", inputs["a"]!.elementType),
          margin: golden.settings.double("margin"), reduction: golden.reduction)
      ]
    }
  }

  @Test func gradient() {
    expectLossGradients([spread([4]), spread([4], seed: 2)]) {
      marginRankingLoss($0[0], $0[1], Tensor(NDArray(float64: [1, -1, 1, -1])), margin: 0.5)
    }
  }
}
