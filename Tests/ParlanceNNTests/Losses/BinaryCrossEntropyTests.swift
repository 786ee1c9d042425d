import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceTestSupport
import Testing

@Suite struct BinaryCrossEntropyTests {
  @Test(arguments: GoldenCase.all("losses", "binaryCrossEntropy")) func golden(_ golden: GoldenCase)
  {
    expectCase(golden) { inputs in
      [
        binaryCrossEntropy(
          inputs["y"]!, inputs["t"]!, weight: inputs["weight"]?.detached,
          reduction: golden.reduction)
      ]
    }
  }

  @Test func gradient() {
    expectLossGradients([spread([3, 2], in: 0.1..<0.9), spread([3, 2], in: 0..<1, seed: 2)]) {
      binaryCrossEntropy($0[0], $0[1], weight: Tensor(NDArray(float64: [0.5, 2])))
    }
  }
}
