import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct GatherNDTests {
  @Test(arguments: GoldenCase.all("indexing", "gatherND")) func gathers(_ golden: GoldenCase) {
    let settings = golden.settings
    expectCase(golden) { inputs in
      let found = golden.integers("indices")
      let indices = Indices(found.values, shape: found.shape)
      return [inputs["x"]!.gatherND(indices, batchAxes: settings.int("batch"))]
    }
  }

  @Test(arguments: GoldenCase.all("indexing", "scatterND")) func sets(_ golden: GoldenCase) {
    expectCase(golden) { inputs in
      let found = golden.integers("indices")
      let indices = Indices(found.values, shape: found.shape)
      return [inputs["x"]!.scatterND(inputs["source"]!, at: indices)]
    }
  }

  @Test(arguments: GoldenCase.all("indexing", "scatterAddND")) func adds(_ golden: GoldenCase) {
    expectCase(golden) { inputs in
      let found = golden.integers("indices")
      let indices = Indices(found.values, shape: found.shape)
      return [inputs["x"]!.scatterAddND(inputs["source"]!, at: indices)]
    }
  }

  @Test func gradient() {
    expectGradients([random([2, 3])]) { $0[0].gatherND(Indices([1, -1, 0, 0], shape: [2, 2])) }
  }

  @Test func mismatch() async {
    expectMessage(
      "gatherND: indices [1, 3] do not fit shape [2, 3]",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Tensor(NDArray(zeros: [2, 3])).gatherND(Indices([0, 0, 0], shape: [1, 3]))
      })
  }
}
