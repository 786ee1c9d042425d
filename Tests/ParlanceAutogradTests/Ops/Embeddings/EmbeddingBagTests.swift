import ParlanceArrays
import ParlanceAutograd
import Testing

@Suite struct EmbeddingBagTests {
  @Test(arguments: BagReduction.allCases) func gradient(_ reduction: BagReduction) {
    for padding in [nil, 2] {
      expectGradients([random([4, 3])]) {
        embeddingBag(
          $0[0], [1, 3, 1, 2, 0], lengths: [2, 0, 3], reduction: reduction, paddingIndex: padding)
      }
      expectGradients([random([4, 3])]) {
        embeddingBag($0[0], [], lengths: [0, 0], reduction: reduction, paddingIndex: padding)
      }
    }
  }

  @Test func gradientOfWeights() {
    for padding in [nil, 1] {
      expectGradients([random([4, 3]), random([5], seed: 2)]) {
        embeddingBag(
          $0[0], [1, 3, 1, 2, 0], lengths: [2, 0, 3], reduction: .sum, weights: $0[1],
          paddingIndex: padding)
      }
    }
  }

  @Test func theGradientIsOfTheRowsUsed() {
    let table = Parameter(random([1000, 2]))
    for reduction in BagReduction.allCases {
      let y = embeddingBag(table.tensor, [7, 3, 7], lengths: [1, 2], reduction: reduction)
      guard case .rows(let rows) = y.sum().backward()[gradient: table] else {
        Issue.record("expected rows")
        return
      }
      #expect(rows.ids == [3, 7])
    }
  }

  @Test func mismatch() async {
    expectMessage(
      "embeddingBag: lengths [1, 1] of 3 ids from a table [4, 3]",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = embeddingBag(Tensor(NDArray(zeros: [4, 3])), [0, 1, 2], lengths: [1, 1])
      })
  }
}
