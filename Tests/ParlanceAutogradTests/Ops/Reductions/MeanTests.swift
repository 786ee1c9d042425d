import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct MeanTests {
  @Test(arguments: GoldenCase.all("reductions", "mean")) func equalsPyTorch(_ golden: GoldenCase) {
    let settings = golden.settings
    expectCase(golden) { inputs in
      [inputs["x"]!.mean(axes: settings.ints("axes"), keepingAxes: settings.bool("keeping"))]
    }
  }

  @Test func values() {
    let x = Parameter(NDArray([1, 2, 3, 6]))
    let y = x.tensor.mean()
    #expect(y.item == 3)
    #expect(y.backward()[x].floats == [0.25, 0.25, 0.25, 0.25])
    #expect(Tensor(NDArray(zeros: [0])).mean().item.isNaN)
    #expect(Tensor(NDArray(zeros: [2, 0])).mean(axis: 0).shape == [0])
  }

  @Test func gradient() {
    for shape in [[], [1], [5], [2, 3, 2]] { expectGradients([random(shape)]) { $0[0].mean() } }
    expectGradients([random([2, 3])]) { $0[0].mean(axis: 0) }
  }
}
