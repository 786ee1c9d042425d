import ParlanceArrays
import ParlanceAutograd
import Testing

@Suite struct ReshapeTests {
  @Test func values() {
    let x = Parameter(NDArray([1, 2, 3, 4, 5, 6], shape: [2, 3]))
    let y = x.tensor.reshaped([3, 2])
    #expect(y.array == NDArray([1, 2, 3, 4, 5, 6], shape: [3, 2]))
    let dy = NDArray([6, 5, 4, 3, 2, 1], shape: [3, 2])
    #expect(y.backward(dy)[x] == NDArray([6, 5, 4, 3, 2, 1], shape: [2, 3]))
  }

  @Test func gradient() {
    expectGradients([random([2, 3])]) { $0[0].reshaped([6]) * $0[0].reshaped([6, 1]) }
    expectGradients([random([2, 0])]) { $0[0].reshaped([0]) }
    expectGradients([random([1])]) { $0[0].reshaped([]) }
  }

  @Test func mismatch() async {
    expectMessage(
      "reshape: [2, 3] has 6 elements, [4] does not fit",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Tensor(NDArray(zeros: [2, 3])).reshaped([4])
      })
  }
}
