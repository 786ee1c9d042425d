import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct MaxTests {
  @Test(arguments: GoldenCase.all("reductions", "max")) func equalsPyTorch(_ golden: GoldenCase) {
    let settings = golden.settings
    expectCase(golden) { inputs in
      [inputs["x"]!.max(axes: settings.ints("axes"), keepingAxes: settings.bool("keeping"))]
    }
  }

  @Test(arguments: GoldenCase.all("reductions", "maxAlong")) func alongOneAxis(_ golden: GoldenCase)
  {
    let settings = golden.settings
    expectCase(golden) { inputs in
      let (values, places) = inputs["x"]!.max(
        axis: settings.int("axis"), keepingAxes: settings.bool("keeping"))
      let expected = golden.integers("places")
      #expect(places == Indices(expected.values, shape: expected.shape))
      return [values]
    }
  }

  @Test func gradient() {
    expectGradients([random([2, 3])]) { $0[0].max() }
    expectGradients([random([2, 3])]) { $0[0].max(axis: 1).values }
  }

  @Test func noElements() async {
    expectMessage(
      "max: axis 1 of shape [2, 0] has no elements",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Tensor(NDArray(zeros: [2, 0])).max(axes: [1])
      })
  }
}
