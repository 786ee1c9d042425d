import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct RollTests {
  @Test(arguments: GoldenCase.all("shapes", "roll")) func equalsPyTorch(_ golden: GoldenCase) {
    let settings = golden.settings
    expectCase(golden) { inputs in
      [inputs["x"]!.rolled(by: settings.int("shift"), axis: settings.int("axis"))]
    }
  }

  @Test func gradient() {
    expectGradients([random([2, 3])]) { $0[0].rolled(by: 2, axis: 1) }
  }
}
