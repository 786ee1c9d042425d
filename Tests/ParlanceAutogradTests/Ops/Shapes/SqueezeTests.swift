import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct SqueezeTests {
  @Test(arguments: GoldenCase.all("shapes", "squeeze")) func equalsPyTorch(_ golden: GoldenCase) {
    let settings = golden.settings
    expectCase(golden) { inputs in [inputs["x"]!.squeezed(axes: settings.ints("axes"))] }
  }

  @Test(arguments: GoldenCase.all("shapes", "squeezeAll")) func allAxes(_ golden: GoldenCase) {
    expectCase(golden) { inputs in [inputs["x"]!.squeezed()] }
  }

  @Test(arguments: GoldenCase.all("shapes", "unsqueeze")) func unsqueeze(_ golden: GoldenCase) {
    let settings = golden.settings
    expectCase(golden) { inputs in [inputs["x"]!.unsqueezed(axis: settings.int("axis"))] }
  }

  @Test func severalAxes() {
    let x = Tensor(NDArray(zeros: [2, 3]))
    #expect(x.unsqueezed(axes: [0, -1]).shape == [1, 2, 3, 1])
    #expect(x.unsqueezed(axes: [2, 0, 1]).shape == [1, 1, 1, 2, 3])
    #expect(x.unsqueezed(axes: []).shape == [2, 3])
  }

  @Test func gradient() {
    expectGradients([random([1, 3])]) { $0[0].squeezed(axis: 0).unsqueezed(axes: [-1, 0]) }
  }

  @Test func mismatch() async {
    expectMessage(
      "squeeze: axis 1 of shape [1, 3] has length 3, expected 1",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Tensor(NDArray(zeros: [1, 3])).squeezed(axes: [0, -1])
      })
  }
}
