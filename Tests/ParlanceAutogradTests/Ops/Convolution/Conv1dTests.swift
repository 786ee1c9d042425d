import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct Conv1dTests {
  @Test(arguments: [SequenceLayout.channelsLast, .channelsFirst])
  func gradient(_ layout: SequenceLayout) {
    let x = random(layout == .channelsLast ? [2, 6, 4] : [2, 4, 6])
    for (stride, padding, dilation, groups) in [
      (1, .valid, 1, 1), (2, 1, 2, 1), (1, .same, 2, 2), (3, .sides(before: 0, after: 2), 1, 4),
    ] as [(Int, Padding, Int, Int)] {
      let weight = random([4, 4 / groups, 3], seed: 2)
      expectGradients([x, weight, random([4], seed: 3)]) {
        conv1d(
          $0[0], $0[1], $0[2], stride: stride, padding: padding, dilation: dilation,
          groups: groups, layout: layout)
      }
    }
  }

  @Test func aKernelLongerThanTheSequenceGivesNothing() {
    let y = conv1d(Tensor(NDArray(zeros: [2, 2, 1])), Tensor(NDArray(zeros: [3, 1, 4])))
    #expect(y.shape == [2, 0, 3])
  }

  @Test func mismatch() async {
    expectMessage(
      "conv1d: input [2, 5, 3] (channelsLast) does not fit weight [4, 2, 3]",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = conv1d(Tensor(NDArray(zeros: [2, 5, 3])), Tensor(NDArray(zeros: [4, 2, 3])))
      })
    expectMessage(
      "conv1d: padding that keeps the length needs stride 1, found 2",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = conv1d(
          Tensor(NDArray(zeros: [2, 5, 2])), Tensor(NDArray(zeros: [4, 2, 3])), stride: 2,
          padding: .same)
      })
  }
}
