import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct ProductTests {
  @Test(arguments: GoldenCase.all("reductions", "product")) func equalsPyTorch(_ golden: GoldenCase)
  {
    let settings = golden.settings
    expectCase(golden) { inputs in
      [inputs["x"]!.product(axes: settings.ints("axes"), keepingAxes: settings.bool("keeping"))]
    }
  }

  @Test func gradient() {
    expectGradients([random([2, 3])]) { $0[0].product() }
    expectGradients([NDArray(float64: [0, 2, 3, 0, 0, 4], shape: [2, 3])]) {
      $0[0].product(axis: 1)
    }
  }
}
