import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct LogSumExpTests {
  @Test(arguments: GoldenCase.all("reductions", "logSumExp")) func equalsPyTorch(
    _ golden: GoldenCase
  ) {
    let settings = golden.settings
    expectCase(golden) { inputs in
      [inputs["x"]!.logSumExp(axes: settings.ints("axes"), keepingAxes: settings.bool("keeping"))]
    }
  }

  @Test func gradient() {
    expectGradients([random([2, 3])]) { $0[0].logSumExp() }
    expectGradients([random([2, 3])]) { $0[0].logSumExp(axis: -2) }
  }
}
