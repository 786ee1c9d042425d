import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct SplitTests {
  @Test(arguments: GoldenCase.all("shapes", "splitSizes")) func sizes(_ golden: GoldenCase) {
    let settings = golden.settings
    expectCase(golden) { inputs in
      inputs["x"]!.split(sizes: settings.ints("sizes"), axis: settings.int("axis"))
    }
  }

  @Test(arguments: GoldenCase.all("shapes", "splitSize")) func equalParts(_ golden: GoldenCase) {
    let settings = golden.settings
    expectCase(golden) { inputs in
      inputs["x"]!.split(size: settings.int("size"), axis: settings.int("axis"))
    }
  }

  @Test(arguments: GoldenCase.all("shapes", "chunk")) func chunks(_ golden: GoldenCase) {
    let settings = golden.settings
    expectCase(golden) { inputs in
      inputs["x"]!.chunked(settings.int("count"), axis: settings.int("axis"))
    }
  }

  @Test func gradient() {
    expectGradients([random([2, 5])]) {
      let parts = $0[0].split(size: 2, axis: 1)
      return parts[0] * parts[1] + parts[2]
    }
  }

  @Test func mismatch() async {
    expectMessage(
      "split: sizes [1, 1] do not add up to axis 1 of shape [2, 3]",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Tensor(NDArray(zeros: [2, 3])).split(sizes: [1, 1], axis: 1)
      })
  }
}
