import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceTestSupport
import Testing

@Suite struct HingeEmbeddingLossTests {
  @Test(arguments: GoldenCase.all("losses", "hingeEmbeddingLoss")) func golden(_ golden: GoldenCase)
  {
    expectCase(golden) { inputs in
      [
        hingeEmbeddingLoss(
          inputs["y"]!, golden.numbers("labels", inputs["y"]!.elementType),
          margin: golden.settings.double("margin"), reduction: golden.reduction)
      ]
    }
  }

  @Test func gradient() {
    expectLossGradients([spread([4])]) {
      hingeEmbeddingLoss($0[0], Tensor(NDArray(float64: [1, -1, 1, -1])))
    }
  }
}
