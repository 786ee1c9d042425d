import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct SoftmaxCrossEntropyTests {
  @Test(arguments: ["loss_cross_entropy", "loss_cross_entropy_hard"])
  func golden(_ name: String) throws {
    let golden = try GoldenFile(name)
    let targets = try golden.integers("targets").values.map { Int32($0) }
    for (type, tolerance) in precisions {
      let logits = Parameter(try golden["logits"].cast(to: type))
      let loss = softmaxCrossEntropy(logits.tensor, targets)
      #expect(distance(loss.array, try golden["loss"]) < tolerance)
      #expect(distance(loss.backward()[logits], try golden["grad.logits"]) < tolerance)
    }
  }

  @Test func gradient() {
    expectGradients([random([4, 5])]) { softmaxCrossEntropy($0[0], [3, -1, 0, 4], ignoring: -1) }
    expectGradients([random([2, 2, 3])]) { softmaxCrossEntropy($0[0], [2, 0, 1, 1]) * 3 }
    expectGradients([random([3, 1])]) { softmaxCrossEntropy($0[0], [0, 0, 0]) }
    expectGradients([random([2, 3])]) {
      softmaxCrossEntropy($0[0], [0, 1]) * softmaxCrossEntropy($0[0] * 2, [2, 1]) + $0[0].sum()
    }
  }

  @Test func withoutTargetsTheLossIsZero() {
    for targets in [[], [-100, -100]] as [[Int32]] {
      let logits = Parameter(random([targets.count, 3]))
      let loss = softmaxCrossEntropy(logits.tensor, targets)
      #expect(loss.item == 0)
      #expect(loss.backward()[logits] == NDArray(zeros: logits.shape, .float64))
    }
  }

  @Test func mismatch() async {
    expectMessage(
      "crossEntropy: logits [2, 3] do not fit 3 targets",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = softmaxCrossEntropy(Tensor(NDArray(zeros: [2, 3])), [0, 1, 2])
      })
    expectMessage(
      "crossEntropy: target 3 is outside 3 classes",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = softmaxCrossEntropy(Tensor(NDArray(zeros: [2, 3])), [0, 3])
      })
  }
}
