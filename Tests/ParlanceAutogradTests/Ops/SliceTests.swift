import ParlanceArrays
import ParlanceAutograd
import Testing

@Suite struct SliceTests {
  @Test func values() {
    let x = Parameter(NDArray([1, 2, 3, 4, 5, 6], shape: [2, 3]))
    let y = x.tensor.slice(axis: 1, 1..<3)
    #expect(y.array == NDArray([2, 3, 5, 6], shape: [2, 2]))
    #expect(y.sum().backward()[x] == NDArray([0, 1, 1, 0, 1, 1], shape: [2, 3]))
  }

  @Test(arguments: [(0, 1..<3), (1, 0..<1), (2, 2..<2), (2, 0..<4)])
  func gradient(_ axis: Int, _ range: Range<Int>) {
    expectGradients([random([3, 2, 4])]) { $0[0].slice(axis: axis, range) }
  }

  @Test func slicesThatOverlapAdd() {
    expectGradients([random([5])]) {
      $0[0].slice(axis: 0, 0..<3) * $0[0].slice(axis: 0, 2..<5)
    }
  }

  @Test func mismatch() async {
    expectMessage(
      "slice: axis 1, range 1..<4 is outside shape [2, 3]",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Tensor(NDArray(zeros: [2, 3])).slice(axis: 1, 1..<4)
      })
  }
}
