import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct CountNonzeroTests {
  @Test(arguments: GoldenCase.all("reductions", "countNonzero")) func equalsPyTorch(
    _ golden: GoldenCase
  ) {
    let settings = golden.settings
    expectCase(golden) { inputs in
      let (x, axes) = (inputs["x"]!, settings.ints("axes"))
      return [stack([x.countNonzero(axes: axes), x.all(axes: axes), x.any(axes: axes)])]
    }
  }

  @Test func overEverything() {
    let x = Tensor(NDArray([1, 0, .nan, -2]))
    #expect(x.countNonzero().item == 3 && x.all().item == 0 && x.any().item == 1)
    let none = Tensor(NDArray(zeros: [0]))
    #expect(none.all().item == 1 && none.any().item == 0)
  }
}
