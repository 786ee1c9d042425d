import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct PadTests {
  @Test(arguments: GoldenCase.all("shapes", "pad")) func equalsPyTorch(_ golden: GoldenCase) {
    let settings = golden.settings
    expectCase(golden) { inputs in
      // PyTorch names the last axis first.
      let flat = settings.ints("widths")
      let widths = stride(from: flat.count - 2, through: 0, by: -2).map { (flat[$0], flat[$0 + 1]) }
      let mode: PaddingMode =
        switch settings.string("mode") {
        case "reflect": .reflect
        case "replicate": .replicate
        case "circular": .circular
        default: .constant(settings.double("value"))
        }
      return [inputs["x"]!.padded(widths, mode: mode)]
    }
  }

  @Test func gradient() {
    for mode in [PaddingMode.constant(2), .reflect, .replicate, .circular] {
      expectGradients([random([2, 4])]) { $0[0].padded([(1, -1), (2, 1)], mode: mode) }
      expectGradients([random([2, 4])]) { $0[0].padded(after: 2, axis: -1, mode: mode) }
    }
  }

  @Test func mismatch() async {
    expectMessage(
      "pad: reflect by (before: 3, after: 0) along axis 0 of shape [3]",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Tensor(NDArray(zeros: [3])).padded([(3, 0)], mode: .reflect)
      })
  }
}
