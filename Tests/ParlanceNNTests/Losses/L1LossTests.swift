import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceTestSupport
import Testing

@Suite struct L1LossTests {
  @Test(arguments: GoldenCase.all("losses", "l1Loss")) func golden(_ golden: GoldenCase) {
    expectCase(golden) { inputs in
      [l1Loss(inputs["y"]!, inputs["t"]!, reduction: golden.reduction)]
    }
  }

  @Test func gradient() {
    expectLossGradients([spread([3, 4]), spread([3, 4], seed: 2)]) { l1Loss($0[0], $0[1]) }
    expectLossGradients([spread([4]), spread([4], seed: 2)]) {
      l1Loss($0[0], $0[1], reduction: .none)
    }
  }
}
