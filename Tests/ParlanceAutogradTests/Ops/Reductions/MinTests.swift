import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct MinTests {
  @Test(arguments: GoldenCase.all("reductions", "min")) func equalsPyTorch(_ golden: GoldenCase) {
    let settings = golden.settings
    expectCase(golden) { inputs in
      [inputs["x"]!.min(axes: settings.ints("axes"), keepingAxes: settings.bool("keeping"))]
    }
  }

  @Test(arguments: GoldenCase.all("reductions", "minAlong")) func alongOneAxis(_ golden: GoldenCase)
  {
    let settings = golden.settings
    expectCase(golden) { inputs in
      let (values, places) = inputs["x"]!.min(
        axis: settings.int("axis"), keepingAxes: settings.bool("keeping"))
      let expected = golden.integers("places")
      #expect(places == Indices(expected.values, shape: expected.shape))
      return [values]
    }
  }

  @Test func gradient() {
    expectGradients([random([2, 3])]) { $0[0].min() }
    expectGradients([random([2, 3])]) { $0[0].min(axis: 1).values }
  }

  @Test func noElements() async {
    expectMessage(
      "min: axis 1 of shape [2, 0] has no elements",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Tensor(NDArray(zeros: [2, 0])).min(axes: [1])
      })
  }
}
