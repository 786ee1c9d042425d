import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct ReversedSequencesTests {
  @Test func eachSequenceTurnsWithinItsLength() {
    let x = Tensor(NDArray([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], shape: [4, 3]))
    #expect(
      reversedSequences(x, lengths: [3, 2, 0, 1]).array
        == NDArray([3, 2, 1, 5, 4, 6, 7, 8, 9, 10, 11, 12], shape: [4, 3]))
    #expect(
      reversedSequences(x).array
        == NDArray([3, 2, 1, 6, 5, 4, 9, 8, 7, 12, 11, 10], shape: [4, 3]))
  }

  @Test(arguments: [[2, 3], [2, 3, 2], [1, 1, 1], [3, 2, 2, 2]])
  func twiceIsTheSame(shape: [Int]) {
    let x = Tensor(random(shape))
    let lengths = (0..<shape[0]).map { min($0, shape[1]) }
    let once = reversedSequences(x, lengths: lengths)
    #expect(reversedSequences(once, lengths: lengths).array == x.array)
  }

  @Test(arguments: [
    ([3, 4], [4, 0, 2]), ([2, 3, 2], [1, 3]), ([0, 2, 2], []), ([2, 0, 2], [0, 0]),
  ])
  func gradient(shape: [Int], lengths: [Int]) {
    expectGradients([random(shape)]) { reversedSequences($0[0], lengths: lengths) }
    expectGradients([random(shape)]) { reversedSequences($0[0]) }
  }

  @Test func mismatch() async {
    expectMessage(
      "reversedSequences: lengths [3] do not fit input [1, 2, 2]",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = reversedSequences(Tensor(NDArray(zeros: [1, 2, 2])), lengths: [3])
      })
  }
}
