import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceSystem
import ParlanceTestSupport
import Testing

private let goldenNames: [(RecurrentCell, String)] = [
  (.rnn, "recurrent_rnn_tanh"), (.rnnReLU, "recurrent_rnn_relu"), (.lstm, "recurrent_lstm"),
  (.gru, "recurrent_gru"), (.gruResetBefore, "recurrent_gru_reset_before"),
]

/// A two-layer stack with PyTorch's weights, run and differentiated with its upstream gradients.
private struct GoldenRun {
  let stack: Recurrent
  let input: Parameter
  let initial: [(hidden: Parameter, cell: Parameter?)]
  let outputs: Tensor
  let states: [RecurrentState]
  let gradients: Gradients

  init(_ cell: RecurrentCell, _ golden: GoldenFile, _ type: ElementType) throws {
    func array(_ name: String) throws -> NDArray { try golden[name].cast(to: type) }
    func layer(_ name: String, _ index: Int) throws -> NDArray {
      let whole = try array(name)
      return whole.kernels.slice(whole, axis: 0, start: index, length: 1)
        .reshaped(Array(whole.shape.dropFirst()))
    }
    var generator = RandomGenerator(seed: 1)
    stack = Recurrent(cell, inputSize: 5, hiddenSize: 7, layerCount: 2, using: &generator)
    try stack.load(golden, type)
    input = Parameter(try array("input"))
    initial = try (0..<2).map { index in
      (
        Parameter(try layer("h0", index)),
        cell == .lstm ? Parameter(try layer("c0", index)) : nil
      )
    }
    (outputs, states) = stack(
      input.tensor,
      state: initial.map { RecurrentState(hidden: $0.hidden.tensor, cell: $0.cell?.tensor) },
      lengths: try golden.integers("lengths").values)
    // One scalar whose gradient at each result is the upstream gradient of the file.
    var total = (outputs * Tensor(try array("grad_output"))).sum()
    for (index, state) in states.enumerated() {
      total = total + (state.hidden * Tensor(try layer("grad_hn", index))).sum()
      if let cell = state.cell {
        total = total + (cell * Tensor(try layer("grad_cn", index))).sum()
      }
    }
    gradients = total.backward()
  }
}

@Suite struct RecurrentTests {
  @Test(arguments: goldenNames, precisions)
  func equalsPyTorch(
    cell: (RecurrentCell, String), precision: (type: ElementType, tolerance: Double)
  ) throws {
    let golden = try GoldenFile(cell.1)
    let run = try GoldenRun(cell.0, golden, precision.type)
    let tolerance = precision.tolerance
    #expect(distance(run.outputs.array, try golden["output"]) < tolerance)
    #expect(distance(run.gradients[run.input], try golden["grad.input"]) < tolerance)
    #expect(try run.stack.gradientDistance(run.gradients, golden) < tolerance)
    func stacked(_ arrays: [NDArray]) -> NDArray {
      concatenate(arrays.map { Tensor($0.reshaped([1] + $0.shape)) }, axis: 0).array
    }
    #expect(distance(stacked(run.states.map(\.hidden.array)), try golden["hn"]) < tolerance)
    #expect(
      distance(stacked(run.initial.map { run.gradients[$0.hidden] }), try golden["grad.h0"])
        < tolerance)
    if cell.0 == .lstm {
      #expect(
        distance(stacked(run.states.compactMap { $0.cell?.array }), try golden["cn"]) < tolerance)
      #expect(
        distance(
          stacked(run.initial.compactMap { $0.cell.map { run.gradients[$0] } }),
          try golden["grad.c0"]) < tolerance)
    }
  }

  @Test func dropoutBetweenLayersIsOffInEvaluation() {
    var generator = RandomGenerator(seed: 2)
    let stack = Recurrent(
      .gru, inputSize: 3, hiddenSize: 8, layerCount: 2, dropout: Dropout(0.5), using: &generator)
    let x = Tensor(NDArray(normal: 1, shape: [2, 4, 3], using: &generator))
    #expect(stack(x).outputs.array == stack(x).outputs.array)
    let training = stack(x, mode: .training(RandomKey(seed: 1))).outputs.array
    #expect(training != stack(x).outputs.array)
  }

  @Test func namesAreThoseOfPyTorch() {
    var generator = RandomGenerator(seed: 2)
    let stack = Recurrent(.lstm, inputSize: 3, hiddenSize: 4, layerCount: 2, using: &generator)
    #expect(
      stack.namedParameters().map(\.name) == [
        "weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0",
        "weight_ih_l1", "weight_hh_l1", "bias_ih_l1", "bias_hh_l1",
      ])
    #expect(stack.stateDictionary[0].array.shape == [16, 3])
    let both = Recurrent(
      .lstm, inputSize: 3, hiddenSizes: [4], bidirectional: .summed,
      options: RecurrentOptions(projectionSize: 2), using: &generator)
    #expect(
      both.namedParameters().map(\.name) == [
        "weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0", "weight_hr_l0",
        "weight_ih_l0_reverse", "weight_hh_l0_reverse", "bias_ih_l0_reverse",
        "bias_hh_l0_reverse", "weight_hr_l0_reverse",
      ])
    #expect(both.stateDictionary[4].array.shape == [2, 4])
  }

}
