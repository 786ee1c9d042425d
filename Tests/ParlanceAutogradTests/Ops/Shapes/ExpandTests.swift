import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct ExpandTests {
  @Test(arguments: GoldenCase.all("shapes", "expand")) func equalsPyTorch(_ golden: GoldenCase) {
    let settings = golden.settings
    expectCase(golden) { inputs in [inputs["x"]!.expanded(to: settings.ints("shape"))] }
  }

  @Test(arguments: GoldenCase.all("shapes", "broadcast")) func broadcasting(_ golden: GoldenCase) {
    expectCase(golden) { inputs in broadcast([inputs["x"]!, inputs["y"]!]) }
  }

  @Test func gradient() {
    expectGradients([random([2, 1])]) { $0[0].expanded(to: [3, 2, 2]) }
    expectGradients([random([2, 1]), random([3])]) { broadcast($0)[0] * broadcast($0)[1] }
  }

  @Test func mismatch() async {
    expectMessage(
      "expand: shape [2, 3] does not broadcast to [3, 3]",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Tensor(NDArray(zeros: [2, 3])).expanded(to: [3, 3])
      })
  }
}
