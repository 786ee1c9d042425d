import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceSystem

extension ONNXNode {
  static let recurrent: [String: Operator] = [
    "GRU": { node in
      node.sequence(node.int("linear_before_reset", 0) == 1 ? .gru : .gruResetBefore, [1, 0, 2])
    },
    "LSTM": { $0.sequence(.lstm, [0, 2, 3, 1]) },
    "RNN": { $0.sequence(.rnn, [0]) },
  ]

  /// One direction of a recurrent layer; `order` says where ONNX has each of our gates.
  private func sequence(_ cell: RecurrentCell, _ order: [Int]) -> [Tensor?] {
    let size = int("hidden_size", 0)
    let isBatchFirst = int("layout", 0) == 1
    let x = isBatchFirst ? self.x(0) : self.x(0).permuted([1, 0, 2])
    var generator = RandomGenerator(seed: 0)
    let layer = RecurrentLayer(
      cell, x.shape[2], size, options: RecurrentOptions(hasPeepholes: has(7)), using: &generator)
    func gates(_ array: Tensor) -> Tensor {
      concatenate(order.map { array.slice(axis: 0, $0 * size..<($0 + 1) * size) }, axis: 0)
    }
    func first(_ place: Int) -> Tensor { self.x(place).reshaped(Array(shape(place).dropFirst())) }
    layer.inputWeight.value = gates(first(1)).transposed.array
    layer.hiddenWeight.value = gates(first(2)).transposed.array
    let width = order.count * size
    let bias = has(3) ? first(3) : Tensor(NDArray(zeros: [2 * width]))
    layer.inputBias!.value = gates(bias.slice(axis: 0, 0..<width)).array
    layer.hiddenBias!.value = gates(bias.slice(axis: 0, width..<2 * width)).array
    if has(7) {
      let places = [0, 2, 1].map { first(7).slice(axis: 0, $0 * size..<($0 + 1) * size) }
      layer.peephole!.value = concatenate(places, axis: 0).array
    }
    func given(_ place: Int) -> Tensor? { has(place) ? first(place) : nil }
    var state = layer.initialState(batchSize: x.shape[0])
    if let hidden = given(5) { state.hidden = hidden }
    if let cell = given(6) { state.cell = cell }
    let result = layer(x, state: state, lengths: has(4) ? ints(4) : nil)
    let (batch, steps) = (x.shape[0], x.shape[1])
    let outputs =
      isBatchFirst
      ? result.outputs.reshaped([batch, steps, 1, size])
      : result.outputs.permuted([1, 0, 2]).reshaped([steps, 1, batch, size])
    let stateShape = isBatchFirst ? [batch, 1, size] : [1, batch, size]
    return [
      outputs, result.state.hidden.reshaped(stateShape), result.state.cell?.reshaped(stateShape),
    ]
  }
}
