import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceTestSupport
import Testing

@Suite struct MultiLabelSoftMarginLossTests {
  @Test(arguments: GoldenCase.all("losses", "multiLabelSoftMarginLoss")) func golden(
    _ golden: GoldenCase
  ) {
    expectCase(golden) { inputs in
      [
        multiLabelSoftMarginLoss(
          inputs["y"]!, inputs["t"]!, weight: inputs["weight"]?.detached,
          reduction: golden.reduction)
      ]
    }
  }

  @Test func gradient() {
    expectLossGradients([spread([2, 4]), spread([2, 4], in: 0..<1)]) {
      multiLabelSoftMarginLoss($0[0], $0[1])
    }
  }
}
