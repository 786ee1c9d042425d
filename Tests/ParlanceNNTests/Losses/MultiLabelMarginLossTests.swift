import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceTestSupport
import Testing

@Suite struct MultiLabelMarginLossTests {
  @Test(arguments: GoldenCase.all("losses", "multiLabelMarginLoss")) func golden(
    _ golden: GoldenCase
  ) {
    let targets = golden.integers("targets")
    expectCase(golden) { inputs in
      [
        multiLabelMarginLoss(
          inputs["y"]!, Indices(targets.values, shape: targets.shape), reduction: golden.reduction)
      ]
    }
  }

  @Test func gradient() {
    expectLossGradients([spread([2, 4])]) {
      multiLabelMarginLoss($0[0], Indices([3, 0, -1, 1, -1, 0, 0, 0], shape: [2, 4]))
    }
  }

  @Test func mismatch() async {
    expectTrap(
      "multiLabelMarginLoss: label 3 is outside 3 classes",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = multiLabelMarginLoss(Tensor(NDArray(zeros: [3])), [3, 0, -1])
      })
  }
}
