import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct TakeTests {
  @Test(arguments: GoldenCase.all("indexing", "take")) func equalsPyTorch(_ golden: GoldenCase) {
    let settings = golden.settings
    expectCase(golden) { inputs in
      let found = golden.integers("indices")
      let indices = Indices(found.values, shape: found.shape)
      return [inputs["x"]!.take(indices, axis: settings.int("axis"))]
    }
  }

  @Test func gradient() {
    expectGradients([random([2, 3])]) { $0[0].take([2, 0, 2, -1], axis: 1) }
  }

  @Test func mismatch() async {
    expectMessage(
      "take: index 3 is outside axis 1 of shape [2, 3]",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Tensor(NDArray(zeros: [2, 3])).take([0, 3], axis: 1)
      })
  }
}
