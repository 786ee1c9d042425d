import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct CumulativeProductTests {
  @Test(arguments: GoldenCase.all("reductions", "cumulativeProduct")) func equalsPyTorch(
    _ golden: GoldenCase
  ) {
    let settings = golden.settings
    expectCase(golden) { inputs in [inputs["x"]!.cumulativeProduct(axis: settings.int("axis"))] }
  }

  @Test func gradient() {
    expectGradients([random([2, 4])]) { $0[0].cumulativeProduct(axis: 1) }
    expectGradients([NDArray(float64: [2, 0, 3, 0, 1])]) { $0[0].cumulativeProduct(axis: 0) }
  }
}
