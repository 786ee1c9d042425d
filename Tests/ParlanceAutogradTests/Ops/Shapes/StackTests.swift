import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct StackTests {
  @Test(arguments: GoldenCase.all("shapes", "stack")) func equalsPyTorch(_ golden: GoldenCase) {
    let settings = golden.settings
    expectCase(golden) { inputs in
      [stack(golden.inputNames.map { inputs[$0]! }, axis: settings.int("axis"))]
    }
  }

  @Test func gradient() {
    expectGradients([random([2, 3]), random([2, 3], seed: 2)]) { stack($0, axis: -1) }
  }

  @Test func mismatch() async {
    expectMessage(
      "stack: shapes [2] and [3] differ",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = stack([Tensor(NDArray(zeros: [2])), Tensor(NDArray(zeros: [3]))])
      })
  }
}
