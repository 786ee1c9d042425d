import Foundation
import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceOptim
import ParlanceSystem
import ParlanceTestSupport
import Testing

@Suite struct HierarchicalSoftmaxTests {
  @Test(arguments: GoldenCase.all("hierarchical", "hierarchical")) func golden(
    _ golden: GoldenCase
  ) {
    let settings = golden.settings
    let targets = golden.integers("targets").values.map { Int32($0) }
    let history = TokenHistory(
      golden.integers("history").values.map { Int32($0) }, length: settings.int("length"))
    let ignoring = Int32(settings.int("ignoring"))
    expectCase(golden, module: layer(settings)) { layer, inputs in
      let input = OutputInput(inputs["hidden"]!, history: history)
      let loss = layer.trainingLoss(input, targets, ignoring: ignoring, mode: .evaluation)
      let losses = layer.losses(input, targets, ignoring: ignoring)
      let counted = Double(max(targets.count { $0 != ignoring }, 1))
      #expect(abs(losses.doubles.reduce(0, +) / counted - loss.item) < 1e-5)
      return [loss, layer.logProbabilities(input)]
    }
  }

  private func layer(_ settings: Settings) -> HierarchicalSoftmax {
    var generator = RandomGenerator(seed: 1)
    let order = settings.int("order")
    return HierarchicalSoftmax(
      settings.int("size"), settings.int("outputs"), classStarts: settings.ints("starts"),
      maxEnt: order > 0 ? MaxEnt(order: order, size: 16 * settings.int("rows")) : nil,
      using: &generator)
  }

  @Test(arguments: [0, 1, 4]) func gradients(order: Int) {
    var generator = RandomGenerator(seed: 1)
    let layer = HierarchicalSoftmax(
      4, 23, classStarts: [0, 1, 4, 20],
      maxEnt: order > 0 ? MaxEnt(order: order, size: 144) : nil, initializer: .normal(1),
      using: &generator)
    layer.maxEnt?.weight.value = NDArray(normal: 1, shape: [9, 16], using: &generator)
    layer.cast(to: .float64)
    let history = TokenHistory([3, 1, -1, 3, 1, 2, 0, -1, -1], length: 3)
    expectLossGradients([spread([3, 4])]) { inputs in
      let input = OutputInput(inputs[0], history: history)
      return layer.trainingLoss(input, [22, 0, 2], ignoring: -1, mode: .evaluation)
    }
    expectLossGradients([spread([3, 4])]) { inputs in
      layer.logProbabilities(OutputInput(inputs[0], history: history))
    }
  }

  @Test(arguments: [[0], [0, 1, 2, 3, 4, 5, 6, 7, 8], [0, 1, 7], [0, 8]])
  func probabilitiesSumToOne(starts: [Int]) {
    var generator = RandomGenerator(seed: 2)
    let layer = HierarchicalSoftmax(
      3, 9, classStarts: starts, maxEnt: MaxEnt(order: 3, size: 100),
      initializer: .normal(2), using: &generator)
    let table = NDArray(normal: 2, shape: layer.maxEnt!.weight.shape, using: &generator)
    layer.maxEnt!.weight.value = table
    let input = OutputInput(
      Tensor(NDArray(normal: 1, shape: [3, 3], using: &generator)),
      history: TokenHistory([-1, -1, 4, -1, 8, 4], length: 2))
    let all = layer.logProbabilities(input).array
    #expect(all.shape == [3, 9])
    for place in 0..<3 {
      let sum = (0..<9).reduce(0) { $0 + exp(all[place, $1]) }
      #expect(abs(sum - 1) < 1e-6)
      for target in 0..<9 {
        var targets: [Int32] = [5, 5, 5]
        targets[place] = Int32(target)
        let losses = layer.losses(input, targets, ignoring: -100)
        #expect(abs(losses[place] + all[place, target]) < 1e-5)
      }
    }
  }

  @Test func aStepTouchesOnlyTheClassesOfItsTargets() {
    var generator = RandomGenerator(seed: 3)
    let layer = HierarchicalSoftmax(
      2, 50, classStarts: [0, 10, 20, 30, 40], maxEnt: MaxEnt(order: 2, size: 16000),
      using: &generator)
    let input = OutputInput(
      Tensor(NDArray(normal: 1, shape: [3, 2], using: &generator)),
      history: TokenHistory([1, 2, 1], length: 1))
    let gradients = layer.trainingLoss(input, [12, 35, 0], ignoring: 0, mode: .evaluation)
      .backward()
    guard case .rows(let members) = gradients[gradient: layer.weight],
      case .rows(let biases) = gradients[gradient: layer.bias],
      case .rows(let features) = gradients[gradient: layer.maxEnt!.weight]
    else {
      Issue.record("expected rows")
      return
    }
    #expect(members.ids == Array(10..<20) + Array(30..<40))
    #expect(biases.ids == members.ids && biases.values.shape == [20])
    // Of order 1 the classes and two classes' members, of order 2 these for each history: the
    // ignored position has none of its own.
    #expect(features.ids.count <= 3 + 4 && features.ids.count >= 5)
  }

  @Test func nothingCounts() {
    var generator = RandomGenerator(seed: 3)
    let layer = HierarchicalSoftmax(2, 5, classStarts: [0, 2], using: &generator)
    let input = OutputInput(Tensor(NDArray(zeros: [2, 2])))
    let loss = layer.trainingLoss(input, [0, 0], ignoring: 0, mode: .evaluation)
    #expect(loss.item == 0)
    #expect(layer.losses(input, [0, 0], ignoring: 0).doubles == [0, 0])
  }

  @Test func threadsChangeNoBits() {
    func run(_ threads: Int) -> [[Float]] {
      let before = Threads.count
      Threads.count = threads
      defer { Threads.count = before }
      var generator = RandomGenerator(seed: 4)
      let layer = HierarchicalSoftmax(
        32, 900, classStarts: HierarchicalSoftmax.classStarts(counts: (1...900).reversed()),
        maxEnt: MaxEnt(order: 5, size: 1 << 14), using: &generator)
      let optimizer = Optimizer(SGD(learningRate: 5), layer.parameters)
      var losses: [[Float]] = []
      for _ in 0..<3 {
        let hidden = Tensor(NDArray(normal: 1, shape: [120, 32], using: &generator))
        let tokens = (0..<600).map { _ in Int32.random(in: -1..<900, using: &generator) }
        let input = OutputInput(hidden, history: TokenHistory(Array(tokens[..<480]), length: 4))
        let targets = tokens[480...].map { max($0, 0) }
        let loss = layer.trainingLoss(input, targets, ignoring: 0, mode: .evaluation)
        optimizer.step(loss.backward())
        losses.append(loss.array.floats)
      }
      return losses + layer.parameters.map(\.value.floats)
    }
    let one = run(1)
    #expect(run(2) == one)
    #expect(run(3) == one)
  }

  @Test func savedAndLoaded() throws {
    var generator = RandomGenerator(seed: 5)
    func make() -> HierarchicalSoftmax {
      HierarchicalSoftmax(
        3, 12, classStarts: [0, 1, 5], maxEnt: MaxEnt(order: 2, size: 64),
        initializer: .normal(1), using: &generator)
    }
    let (layer, other) = (make(), make())
    layer.maxEnt!.weight.value = NDArray(normal: 1, shape: [4, 16], using: &generator)
    #expect(
      layer.stateDictionary.map(\.name)
        == ["classes.weight", "classes.bias", "weight", "bias", "maxEnt.weight"])
    try other.load(
      stateDictionary: Dictionary(
        uniqueKeysWithValues: layer.stateDictionary.map { ($0.name, $0.array) }))
    let input = OutputInput(
      Tensor(NDArray(normal: 1, shape: [2, 3], using: &generator)),
      history: TokenHistory([3, -1], length: 1))
    #expect(layer.logProbabilities(input).array == other.logProbabilities(input).array)
  }

  @Test func traps() async {
    expectTrap(
      "HierarchicalSoftmax: classStarts: expected ascending ids",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        var generator = RandomGenerator(seed: 1)
        _ = HierarchicalSoftmax(2, 5, classStarts: [0, 3, 3], using: &generator)
      })
    expectTrap(
      "HierarchicalSoftmax: target 5 is outside 5 tokens",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        var generator = RandomGenerator(seed: 1)
        let layer = HierarchicalSoftmax(2, 5, classStarts: [0, 3], using: &generator)
        _ = layer.losses(OutputInput(Tensor(NDArray(zeros: [1, 2]))), [5], ignoring: 0)
      })
  }
}
