import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct OneHotTests {
  @Test(arguments: GoldenCase.all("indexing", "oneHot")) func equalsPyTorch(_ golden: GoldenCase) {
    let settings = golden.settings
    expectCase(golden) { inputs in
      let found = golden.integers("indices")
      let indices = Indices(found.values, shape: found.shape)
      _ = inputs
      return [oneHot(indices, classes: settings.int("classes"), .float64)]
    }
  }

  @Test func otherValuesAndAxes() {
    let y = oneHot([1, 0], classes: 3, on: 5, off: -1, axis: 0)
    #expect(y.array == NDArray([-1, 5, 5, -1, -1, -1], shape: [3, 2]))
  }

  @Test func mismatch() async {
    expectMessage(
      "index 3 is outside axis 1 of shape [1, 3]",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = oneHot([3], classes: 3)
      })
  }
}
