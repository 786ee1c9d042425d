import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct ArgMaxTests {
  @Test func values() {
    let x = Tensor(NDArray([1, 5, 5, 2, 0, 0], shape: [2, 3]))
    #expect(x.argmax(axis: 1) == [1, 0])
    #expect(x.argmax(axis: -1, selectingLast: true) == [2, 0])
    #expect(x.argmin(axis: 1, keepingAxes: true) == Indices([0, 1], shape: [2, 1]))
    #expect(x.argmin(axis: 1, selectingLast: true) == [0, 2])
    #expect(x.argmax() == 1 && x.argmin() == 4)
    #expect(Tensor(NDArray(zeros: [0, 3])).argmax(axis: 1).shape == [0])
    #expect(Tensor(3).argmax() == 0)
  }

  @Test func notANumberComesFirst() {
    let x = Tensor(NDArray([1, .nan, .infinity, .nan]))
    #expect(x.argmax() == 1 && x.argmin() == 1)
    #expect(x.argmax(axis: 0, selectingLast: true) == Indices([3], shape: []))
  }

  @Test func noElements() async {
    expectMessage(
      "argmax: axis 0 of shape [0] has no elements",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Tensor(NDArray(zeros: [0])).argmax()
      })
  }
}
