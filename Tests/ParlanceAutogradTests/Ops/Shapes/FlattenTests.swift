import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct FlattenTests {
  @Test(arguments: GoldenCase.all("shapes", "flatten")) func equalsPyTorch(_ golden: GoldenCase) {
    let settings = golden.settings
    expectCase(golden) { inputs in
      [inputs["x"]!.flattened(from: settings.int("first"), to: settings.int("last"))]
    }
  }

  @Test func gradient() {
    expectGradients([random([2, 3, 2])]) { $0[0].flattened(from: 1) }
  }

  @Test func mismatch() async {
    expectMessage(
      "flatten: axis 1 comes after axis 0 of shape [2, 3]",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Tensor(NDArray(zeros: [2, 3])).flattened(from: 1, to: 0)
      })
  }
}
