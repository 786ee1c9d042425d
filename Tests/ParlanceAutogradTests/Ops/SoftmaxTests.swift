import ParlanceArrays
import ParlanceAutograd
import Testing

@Suite struct SoftmaxTests {
  @Test func golden() throws {
    try expectGolden("op_softmax") { softmax($0) }
    try expectGolden("op_log_softmax") { logSoftmax($0) }
  }

  @Test(arguments: [[5], [2, 3, 4], [3, 1], [0, 4], [2, 0]]) func gradient(_ shape: [Int]) {
    expectGradients([random(shape)]) { softmax($0[0]) }
    expectGradients([random(shape)]) { logSoftmax($0[0]) }
  }

  @Test func mismatch() async {
    expectMessage(
      "softmax: a scalar has no last axis",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = softmax(Tensor(1))
      })
  }
}
