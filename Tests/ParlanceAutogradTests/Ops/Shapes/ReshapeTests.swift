import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct ReshapeTests {
  @Test(arguments: GoldenCase.all("shapes", "reshape")) func equalsPyTorch(_ golden: GoldenCase) {
    let settings = golden.settings
    expectCase(golden) { inputs in [inputs["x"]!.reshaped(settings.ints("shape"))] }
  }

  @Test func gradient() {
    expectGradients([random([2, 3])]) { $0[0].reshaped([3, -1]) }
  }

  @Test func mismatch() async {
    expectMessage(
      "reshape: [2] has 2 elements, [3] does not fit",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Tensor(NDArray([1, 2])).reshaped([3])
      })
  }

  @Test func twoOpenAxes() async {
    expectMessage(
      "reshape: [2] has 2 elements, [-1, -1] does not fit",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Tensor(NDArray([1, 2])).reshaped([-1, -1])
      })
  }
}
