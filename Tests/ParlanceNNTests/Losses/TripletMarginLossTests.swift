import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceTestSupport
import Testing

@Suite struct TripletMarginLossTests {
  @Test(arguments: GoldenCase.all("losses", "tripletMarginLoss")) func golden(_ golden: GoldenCase)
  {
    let settings = golden.settings
    expectCase(golden) { inputs in
      [
        tripletMarginLoss(
          inputs["a"]!, inputs["p_"]!, inputs["n"]!, margin: golden.settings.double("margin"),
          p: settings.double("p"), swapping: settings.bool("swapping"), reduction: golden.reduction)
      ]
    }
  }

  @Test func gradient() {
    for p in [1.0, 2, 3] {
      expectLossGradients([spread([3, 4]), spread([3, 4], seed: 2), spread([3, 4], seed: 3)]) {
        tripletMarginLoss($0[0], $0[1], $0[2], margin: 2, p: p, swapping: true)
      }
    }
  }
}
