import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceOptim
import ParlanceSystem
import ParlanceTestSupport
import Testing

@Suite struct MaxEntTests {
  @Test func theSizeIsTakenUp() {
    #expect(MaxEnt(order: 1, size: 1).weight.shape == [1, 16])
    #expect(MaxEnt(order: 9, size: 100).size == 112)
    #expect(MaxEnt(order: 2, size: 1 << 10).weight.value == NDArray(zeros: [64, 16]))
  }

  /// The features alone learn what follows what: a network whose hidden states are zeros.
  @Test(arguments: ["sgd", "adagrad"]) func learnsNGrams(rule: String) {
    var generator = RandomGenerator(seed: 1)
    let layer = HierarchicalSoftmax(
      1, 12, classStarts: [0, 2, 6], maxEnt: MaxEnt(order: 3, size: 1 << 16), using: &generator)
    // After 2 3 comes 4, after 5 3 comes 6, after 3 alone the one or the other.
    let history = TokenHistory([3, 2, 3, 5, 3, -1, 3, -1], length: 2)
    let targets: [Int32] = [4, 6, 4, 6]
    let input = OutputInput(Tensor(NDArray(zeros: [4, 1])), history: history)
    let optimizer = Optimizer(
      rule == "sgd" ? SGD(learningRate: 1) : Adagrad(learningRate: 0.5), [layer.maxEnt!.weight])
    for _ in 0..<300 {
      let loss = layer.trainingLoss(input, targets, ignoring: -1, mode: .evaluation)
      var gradients = loss.backward()
      Clipping.norm(10).clip(&gradients, parameters: optimizer.parameters)
      optimizer.step(gradients)
    }
    let losses = layer.losses(input, targets, ignoring: -1).doubles
    #expect(losses[0] < 0.05 && losses[1] < 0.05)
    #expect(abs(losses[2] - 0.69) < 0.2 && abs(losses[3] - 0.69) < 0.2)
  }

  @Test func historyIsTooShort() async {
    expectTrap(
      "MaxEnt: order 3 needs 2 tokens, found 1",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        var generator = RandomGenerator(seed: 1)
        let layer = HierarchicalSoftmax(
          2, 5, classStarts: [0, 3], maxEnt: MaxEnt(order: 3, size: 64), using: &generator)
        let input = OutputInput(
          Tensor(NDArray(zeros: [1, 2])), history: TokenHistory([1], length: 1))
        _ = layer.losses(input, [1], ignoring: 0)
      })
  }
}
