import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct ScatterTests {
  @Test(arguments: GoldenCase.all("indexing", "scatter")) func sets(_ golden: GoldenCase) {
    let settings = golden.settings
    expectCase(golden) { inputs in
      let found = golden.integers("indices")
      let indices = Indices(found.values, shape: found.shape)
      return [inputs["x"]!.scatter(inputs["source"]!, at: indices, axis: settings.int("axis"))]
    }
  }

  @Test(arguments: GoldenCase.all("indexing", "scatterAdd")) func adds(_ golden: GoldenCase) {
    let settings = golden.settings
    expectCase(golden) { inputs in
      let found = golden.integers("indices")
      let indices = Indices(found.values, shape: found.shape)
      return [inputs["x"]!.scatterAdd(inputs["source"]!, at: indices, axis: settings.int("axis"))]
    }
  }

  @Test func gradient() {
    let indices = Indices([2, 0, 1, 1], shape: [2, 2])
    expectGradients([random([2, 3]), random([2, 2], seed: 2)]) {
      $0[0].scatterAdd($0[1], at: indices, axis: 1)
    }
    expectGradients([random([2, 3]), random([2, 1], seed: 2)]) {
      $0[0].scatter($0[1], at: Indices([2, 0], shape: [2, 1]), axis: 1)
    }
  }

  @Test func theLastOfSeveralCounts() {
    let y = Tensor(NDArray([0, 0])).scatter(Tensor(NDArray([1, 2])), at: [1, 1], axis: 0)
    #expect(y.array.floats == [0, 2])
  }

  @Test func mismatch() async {
    expectMessage(
      "scatter: source [1] and indices [2] differ",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Tensor(NDArray(zeros: [2])).scatter(Tensor(NDArray(zeros: [1])), at: [0, 1], axis: 0)
      })
  }
}
