import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceTestSupport
import Testing

@Suite struct BinaryCrossEntropyFromLogitsTests {
  @Test(arguments: GoldenCase.all("losses", "binaryCrossEntropyFromLogits")) func golden(
    _ golden: GoldenCase
  ) {
    expectCase(golden) { inputs in
      [
        binaryCrossEntropyFromLogits(
          inputs["y"]!, inputs["t"]!, weight: inputs["weight"]?.detached,
          positiveWeight: inputs["positiveWeight"]?.detached, reduction: golden.reduction)
      ]
    }
  }

  @Test func gradient() {
    expectLossGradients([spread([3, 2]), spread([3, 2], in: 0..<1, seed: 2)]) {
      binaryCrossEntropyFromLogits(
        $0[0], $0[1], weight: Tensor(NDArray(float64: [0.5, 2])),
        positiveWeight: Tensor(NDArray(float64: [3, 0.2])))
    }
  }

  @Test func equalsTheLossOfProbabilities() {
    let (z, t) = (Tensor(spread([20])), Tensor(spread([20], in: 0..<1, seed: 2)))
    let difference = binaryCrossEntropyFromLogits(z, t) - binaryCrossEntropy(sigmoid(z), t)
    #expect(difference.item.magnitude < 1e-12)
  }
}
