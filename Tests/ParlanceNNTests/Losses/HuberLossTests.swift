import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceTestSupport
import Testing

@Suite struct HuberLossTests {
  @Test(arguments: GoldenCase.all("losses", "huberLoss")) func golden(_ golden: GoldenCase) {
    let settings = golden.settings
    expectCase(golden) { inputs in
      [
        huberLoss(
          inputs["y"]!, inputs["t"]!, delta: settings.has("delta") ? settings.double("delta") : 1.0,
          reduction: golden.reduction)
      ]
    }
  }

  @Test func gradient() {
    expectLossGradients([spread([3, 4]), spread([3, 4], seed: 2)]) { huberLoss($0[0], $0[1]) }
    expectLossGradients([spread([4]), spread([4], seed: 2)]) {
      huberLoss($0[0], $0[1], reduction: .none)
    }
  }
}
