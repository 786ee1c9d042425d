import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct NormTests {
  @Test(arguments: GoldenCase.all("reductions", "norm")) func equalsPyTorch(_ golden: GoldenCase) {
    let settings = golden.settings
    expectCase(golden) { inputs in
      [
        inputs["x"]!.norm(
          settings.double("p"), axes: settings.ints("axes"), keepingAxes: settings.bool("keeping"))
      ]
    }
  }

  @Test func gradient() {
    for p in [0.5, 1, 2, 3.5, .infinity] {
      expectGradients([random([2, 3])]) { $0[0].norm(p) }
      expectGradients([random([2, 3])]) { $0[0].norm(p, axis: 0) }
    }
  }
}
