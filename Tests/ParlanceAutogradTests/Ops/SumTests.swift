import ParlanceArrays
import ParlanceAutograd
import Testing

@Suite struct SumTests {
  @Test func values() {
    let x = Parameter(NDArray([1, 2, 3, 4], shape: [2, 2]))
    let y = x.tensor.sum()
    #expect(y.shape == [] && y.item == 10)
    #expect((3 * y).backward()[x] == NDArray(repeating: 3, shape: [2, 2]))
    #expect(Tensor(NDArray(zeros: [0, 2])).sum().item == 0)
  }

  @Test(arguments: someShapes) func gradient(_ shape: [Int]) {
    expectGradients([random(shape)]) { $0[0].sum() }
  }
}
