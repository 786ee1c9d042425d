import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct StandardDeviationTests {
  @Test(arguments: GoldenCase.all("reductions", "standardDeviation")) func equalsPyTorch(
    _ golden: GoldenCase
  ) {
    let settings = golden.settings
    expectCase(golden) { inputs in
      [
        inputs["x"]!.standardDeviation(
          axes: settings.ints("axes"), correction: settings.double("correction"),
          keepingAxes: settings.bool("keeping"))
      ]
    }
  }

  @Test func gradient() {
    expectGradients([random([2, 3])]) { $0[0].standardDeviation() }
    expectGradients([random([2, 3])]) { $0[0].standardDeviation(axis: -1, keepingAxes: true) }
  }
}
