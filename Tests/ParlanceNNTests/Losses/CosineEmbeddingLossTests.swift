import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceTestSupport
import Testing

@Suite struct CosineEmbeddingLossTests {
  @Test(arguments: GoldenCase.all("losses", "cosineEmbeddingLoss")) func golden(
    _ golden: GoldenCase
  ) {
    expectCase(golden) { inputs in
      [
        cosineEmbeddingLoss(
          inputs["a"]!, inputs["b"]!, golden.numbers("labels", inputs["a"]!.elementType),
          margin: golden.settings.double("margin"), reduction: golden.reduction)
      ]
    }
  }

  @Test func gradient() {
    expectLossGradients([spread([4, 3]), spread([4, 3], seed: 2)]) {
      cosineEmbeddingLoss($0[0], $0[1], Tensor(NDArray(float64: [1, -1, 1, -1])), margin: -0.5)
    }
  }
}
