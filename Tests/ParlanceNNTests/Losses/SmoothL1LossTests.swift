import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceTestSupport
import Testing

@Suite struct SmoothL1LossTests {
  @Test(arguments: GoldenCase.all("losses", "smoothL1Loss")) func golden(_ golden: GoldenCase) {
    let settings = golden.settings
    expectCase(golden) { inputs in
      [
        smoothL1Loss(
          inputs["y"]!, inputs["t"]!, beta: settings.has("beta") ? settings.double("beta") : 1.0,
          reduction: golden.reduction)
      ]
    }
  }

  @Test func gradient() {
    expectLossGradients([spread([3, 4]), spread([3, 4], seed: 2)]) { smoothL1Loss($0[0], $0[1]) }
    expectLossGradients([spread([4]), spread([4], seed: 2)]) {
      smoothL1Loss($0[0], $0[1], reduction: .none)
    }
  }
}
