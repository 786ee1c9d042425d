import ParlanceArrays
import ParlanceAutograd
import Testing

@Suite struct MatrixProductTests {
  @Test func values() {
    let a = Parameter(NDArray([1, 2, 3, 4], shape: [2, 2]))
    let b = Parameter(NDArray([5, 6, 7, 8], shape: [2, 2]))
    let y = matmul(a.tensor, b.tensor)
    #expect(y.array == NDArray([19, 22, 43, 50], shape: [2, 2]))
    let gradients = y.sum().backward()
    #expect(gradients[a] == NDArray([11, 15, 11, 15], shape: [2, 2]))
    #expect(gradients[b] == NDArray([4, 4, 6, 6], shape: [2, 2]))
    let turned = matmul(a.tensor, b.tensor, transposingB: true)
    #expect(turned.array == NDArray([17, 23, 39, 53], shape: [2, 2]))
  }

  @Test(arguments: [[2, 3, 4], [1, 1, 1], [0, 2, 3], [2, 0, 3], [2, 3, 0]])
  func gradient(_ extents: [Int]) {
    let (m, n, k) = (extents[0], extents[1], extents[2])
    expectGradients([random([m, k]), random([k, n], seed: 2)]) { matmul($0[0], $0[1]) }
    expectGradients([random([m, k]), random([n, k], seed: 2)]) {
      matmul($0[0], $0[1], transposingB: true)
    }
  }

  @Test func aMatrixTimesItself() {
    expectGradients([random([3, 3])]) { matmul(matmul($0[0], $0[0]), $0[0], transposingB: true) }
  }

  @Test func mismatch() async {
    expectMessage(
      "matmul: shapes [2, 3] and [2, 3] do not fit",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = matmul(Tensor(NDArray(zeros: [2, 3])), Tensor(NDArray(zeros: [2, 3])))
      })
  }
}
