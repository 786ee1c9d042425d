import Foundation
import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceSystem
import ParlanceTestSupport
import Testing

@Suite struct LayerTraceTests {
  private func input(_ seed: UInt64 = 1, _ shape: [Int] = [2, 4, 3]) -> Tensor {
    var generator = RandomGenerator(seed: seed)
    return Tensor(NDArray(normal: 1, shape: shape, using: &generator))
  }

  /// h of each step of an LSTM follows from its gates by the layer's equations.
  @Test(arguments: [false, true])
  func gatesGiveTheStatesOfAnLSTM(isReversed: Bool) {
    var generator = RandomGenerator(seed: 2)
    let layer = RecurrentLayer(.lstm, 3, 2, isReversed: isReversed, using: &generator)
    let (_, trace) = LayerTrace.recording(stepByStep: true) { layer(input(), lengths: [4, 3]) }
    let run = trace.recurrent[0]
    let gates = run.gates
    #expect(gates.map(\.name) == ["input", "forget", "candidate", "output"])
    for unit in 0..<2 {
      var cell = 0.0
      for step in isReversed ? [3, 2, 1, 0] : [0, 1, 2, 3] {
        let values = gates.map { $0.values[0, step, unit] }
        cell = values[1] * cell + values[0] * values[2]
        #expect(abs(run.states[step].cell!.array[0, unit] - cell) < 1e-6)
        #expect(abs(run.hidden.array[0, step, unit] - values[3] * tanh(cell)) < 1e-6)
      }
    }
    // The second sequence has three steps.
    #expect(run.hidden.array[1, 3, 0] == 0 && run.hidden.array[1, 2, 0] != 0)
  }

  @Test func stepByStepIsTheSameRun() {
    var generator = RandomGenerator(seed: 3)
    let network = Recurrent(
      .gru, inputSize: 3, hiddenSize: 2, layerCount: 2, bidirectional: .concatenated,
      using: &generator)
    let plain = network(input(), lengths: [4, 2])
    for stepByStep in [false, true] {
      let (found, trace) = LayerTrace.recording(stepByStep: stepByStep) {
        network(input(), lengths: [4, 2])
      }
      #expect(distance(found.outputs.array, plain.outputs.array) < 1e-6)
      for (a, b) in zip(found.state, plain.state) {
        #expect(distance(a.hidden.array, b.hidden.array) < 1e-6)
      }
      #expect(trace.recurrent.count == 4)
      #expect(trace.recurrent[0].states.count == (stepByStep ? 4 : 0))
    }
  }

  /// A decoder's layer that is fed what it saw: its gates are of x and of that.
  @Test(arguments: [false, true])
  func gatesOfAnAttendingLayer(combines: Bool) {
    var generator = RandomGenerator(seed: 4)
    let layer = RecurrentLayer(.lstm, 3, 2, using: &generator)
    let attention = SequenceAttention(
      .additive, querySize: 2, sourceSize: 4, size: 3, using: &generator)
    let feed = Linear(combines ? 2 : 4, 8, hasBias: false, using: &generator)
    let combine = combines ? Linear(6, 2, hasBias: false, using: &generator) : nil
    let source = attention.source(input(5, [1, 5, 4]))
    let zeros = Tensor(NDArray(zeros: [1, 2]))
    let state = AttendingLayerState(
      layer: layer.initialState(batchSize: 1), fed: combines ? zeros : nil)
    func run() -> (outputs: Tensor, contexts: Tensor, weights: Tensor, state: AttendingLayerState) {
      layer(
        input(6, [1, 4, 3]), attending: attention, to: source, feed: feed, combine: combine,
        state: state)
    }
    let plain = run()
    let (found, trace) = LayerTrace.recording(stepByStep: true, run)
    #expect(distance(found.outputs.array, plain.outputs.array) < 1e-6)
    #expect(distance(found.weights.array, plain.weights.array) < 1e-6)
    #expect(trace.attention.count == 1 && trace.attention[0].module === attention)
    #expect(trace.attention[0].weights.shape == [1, 4, 5])
    let (gates, states) = (trace.recurrent[0].gates, trace.recurrent[0].states)
    for unit in 0..<2 {
      var cell = 0.0
      for step in 0..<4 {
        let values = gates.map { $0.values[0, step, unit] }
        cell = values[1] * cell + values[0] * values[2]
        #expect(abs(states[step].cell!.array[0, unit] - cell) < 1e-5)
        #expect(abs(states[step].hidden.array[0, unit] - values[3] * tanh(cell)) < 1e-5)
      }
    }
  }

  /// ∂L/∂h and ∂L/∂c are those of the states that the rest of the layer runs on from.
  @Test func gradientsAreTheStates() {
    var generator = RandomGenerator(seed: 7)
    let layer = RecurrentLayer(.lstm, 3, 2, using: &generator)
    let x = input(8, [1, 4, 3])
    let (loss, trace) = LayerTrace.recording(stepByStep: true) {
      square(layer(x).outputs.slice(axis: 1, 3..<4)).sum()
    }
    let run = trace.recurrent[0]
    let found = run.gradientNorms(loss.backward(keepingAll: true))
    for step in 0..<3 {
      let hidden = Parameter(run.states[step].hidden.array)
      let cell = Parameter(run.states[step].cell!.array)
      let rest = layer(
        x.slice(axis: 1, step + 1..<4),
        state: RecurrentState(hidden: hidden.tensor, cell: cell.tensor))
      let last = rest.outputs.shape[1]
      let gradients = square(rest.outputs.slice(axis: 1, last - 1..<last)).sum().backward()
      for (parameter, norms) in [(hidden, found.hidden), (cell, found.cell!)] {
        let norm = square(Tensor(gradients[parameter])).sum().item.squareRoot()
        #expect(abs(norms[step] - norm) < 1e-5 * max(1, norm))
      }
    }
  }

  @Test func headsAreNoted() {
    var generator = RandomGenerator(seed: 9)
    let layer = MultiHeadAttention(4, headCount: 2, using: &generator)
    let x = input(10, [1, 3, 4])
    let (found, trace) = LayerTrace.recording { layer.attend(x, averagingHeads: false) }
    #expect(trace.attention.map(\.weights.shape) == [[1, 2, 3, 3]])
    #expect(distance(trace.attention[0].weights, found.weights.array) == 0)
  }

  @Test func modulesHaveTheNamesOfTheirPlaces() {
    var generator = RandomGenerator(seed: 11)
    let network = Recurrent(
      .gru, inputSize: 3, hiddenSize: 2, layerCount: 2, bidirectional: .concatenated,
      using: &generator)
    let names = network.namedModules().map(\.name)
    #expect(
      names.filter { !$0.contains("norms") && $0 != "dropout" } == [
        "layers.0", "layers.0.forward", "layers.0.backward", "layers.1", "layers.1.forward",
        "layers.1.backward",
      ])
  }
}
