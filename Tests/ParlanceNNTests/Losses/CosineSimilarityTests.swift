import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceTestSupport
import Testing

@Suite struct CosineSimilarityTests {
  @Test(arguments: GoldenCase.all("losses", "cosineSimilarity")) func golden(_ golden: GoldenCase) {
    expectCase(golden) { inputs in
      [cosineSimilarity(inputs["a"]!, inputs["b"]!, axis: golden.settings.int("axis"))]
    }
  }

  @Test func gradient() {
    expectLossGradients([spread([3, 4]), spread([3, 4], seed: 2)]) {
      cosineSimilarity($0[0], $0[1])
    }
    expectLossGradients([spread([3, 4]), spread([3, 4], seed: 2)]) {
      cosineSimilarity($0[0], $0[1], axis: 0)
    }
  }

  @Test func aVectorOfZerosIsLikeNone() {
    let (a, b) = (Parameter(NDArray([0, 0])), Tensor(NDArray([3, 4])))
    let y = cosineSimilarity(a.tensor, b)
    #expect(y.item == 0)
    #expect(a.value.kernels.allFinite(y.backward()[a]))
  }
}
