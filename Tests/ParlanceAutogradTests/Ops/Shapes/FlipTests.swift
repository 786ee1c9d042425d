import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct FlipTests {
  @Test(arguments: GoldenCase.all("shapes", "flip")) func equalsPyTorch(_ golden: GoldenCase) {
    let settings = golden.settings
    expectCase(golden) { inputs in [inputs["x"]!.flipped(axes: settings.ints("axes"))] }
  }

  @Test func gradient() {
    expectGradients([random([2, 3])]) { $0[0].flipped() }
    expectGradients([random([2, 3])]) { $0[0].flipped(axis: -1) }
  }
}
