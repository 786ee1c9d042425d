import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct MaxOverTimeTests {
  @Test(arguments: GoldenCase.all("layers", "max_over_time"))
  func golden(_ golden: GoldenCase) {
    expectCase(golden) { [maxOverTime($0["x"]!, lengths: golden.integers("lengths").values)] }
  }

  @Test func gradient() {
    for shape in [[2, 3, 2], [1, 1, 1], [0, 2, 3], [2, 3, 0]] {
      expectGradients([random(shape)]) { maxOverTime($0[0]) }
    }
    expectGradients([random([3, 4, 2])]) { maxOverTime($0[0], lengths: [4, 0, 2]) }
  }

  @Test(arguments: precisions.map(\.type)) func tiesAndNaN(_ type: ElementType) {
    let x = Parameter(
      NDArray(float64: [1, -.infinity, 3, .nan, 3, .nan, 9, 9], shape: [1, 4, 2]).cast(to: type))
    let y = maxOverTime(x.tensor, lengths: [3])
    #expect(y.array[0, 0] == 3 && y.array[0, 1].isNaN)
    let dx = y.backward(NDArray(repeating: 1, shape: [1, 2], type))[x]
    #expect(dx.doubles == [0, 0, 1, 1, 0, 0, 0, 0])
    let none = maxOverTime(Tensor(NDArray(repeating: -.infinity, shape: [1, 2, 1], type)))
    #expect(none.array.item == -.infinity)
  }
}
