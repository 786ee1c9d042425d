import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct VarianceTests {
  @Test(arguments: GoldenCase.all("reductions", "variance")) func equalsPyTorch(
    _ golden: GoldenCase
  ) {
    let settings = golden.settings
    expectCase(golden) { inputs in
      [
        inputs["x"]!.variance(
          axes: settings.ints("axes"), correction: settings.double("correction"),
          keepingAxes: settings.bool("keeping"))
      ]
    }
  }

  @Test func gradient() {
    expectGradients([random([2, 3])]) { $0[0].variance() }
    expectGradients([random([2, 3])]) { $0[0].variance(axis: 0, correction: 0) }
  }
}
