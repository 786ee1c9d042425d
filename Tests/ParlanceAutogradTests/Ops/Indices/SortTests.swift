import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct SortTests {
  @Test(arguments: GoldenCase.all("indexing", "sort")) func equalsPyTorch(_ golden: GoldenCase) {
    let settings = golden.settings
    expectCase(golden) { inputs in
      let found = inputs["x"]!.sorted(
        axis: settings.int("axis"), isDescending: settings.bool("descending"))
      let places = golden.integers("places")
      #expect(found.indices == Indices(places.values, shape: places.shape))
      return [found.values]
    }
  }

  @Test(arguments: GoldenCase.all("indexing", "topK")) func topK(_ golden: GoldenCase) {
    let settings = golden.settings
    expectCase(golden) { inputs in
      let found = inputs["x"]!.topK(
        settings.int("k"), axis: settings.int("axis"), isLargest: settings.bool("largest"))
      let places = golden.integers("places")
      #expect(found.indices == Indices(places.values, shape: places.shape))
      return [found.values]
    }
  }

  @Test func gradient() {
    expectGradients([random([2, 3])]) { $0[0].sorted(axis: 0).values }
    expectGradients([random([2, 3])]) { $0[0].topK(2).values }
  }

  @Test func mismatch() async {
    expectMessage(
      "topK: 4 of axis -1 of shape [2, 3]",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Tensor(NDArray(zeros: [2, 3])).topK(4)
      })
  }
}
