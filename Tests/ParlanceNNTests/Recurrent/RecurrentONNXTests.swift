import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceTestSupport
import Testing

/// ONNX's node tests of recurrent layers, whose weights lie otherwise: gates i, o, f, c and z, r, h,
/// both biases in one, a leading axis for the directions.
@Suite struct RecurrentONNXTests {
  @Test(arguments: GoldenCase.all("recurrent_onnx", "RNN", "GRU", "LSTM"))
  func nodes(golden: GoldenCase) throws {
    func input(_ name: String) -> Tensor? {
      golden.array("in.\(name)").map { Tensor($0.cast(to: .float32)) }
    }
    let (cell, order) = try #require(Self.cells[golden.operation])
    let (x, size) = (try #require(input("X")), golden.settings.int("hidden_size"))
    let isBatchFirst = golden.settings.has("layout") && golden.settings.int("layout") == 1
    var generator = RandomGenerator(seed: 1)
    let layer = RecurrentLayer(
      cell, x.shape[2], size,
      options: RecurrentOptions(hasPeepholes: input("P") != nil), using: &generator)
    /// Gates in this library's order, from rows or numbers in ONNX's.
    func gates(_ y: Tensor, _ order: [Int]) -> NDArray {
      concatenate(order.map { y.slice(axis: 0, $0 * size..<($0 + 1) * size) }, axis: 0).array
    }
    func first(_ y: Tensor) -> Tensor { y.reshaped(Array(y.shape.dropFirst())) }
    let count = order.count * size
    let bias = input("B").map(first) ?? Tensor(NDArray(zeros: [2 * count]))
    var weights = [
      "weight_ih_l0": gates(first(input("W")!), order),
      "weight_hh_l0": gates(first(input("R")!), order),
      "bias_ih_l0": gates(bias.slice(axis: 0, 0..<count), order),
      "bias_hh_l0": gates(bias.slice(axis: 0, count..<2 * count), order),
    ]
    weights["weight_peephole_l0"] = input("P").map { gates(first($0), [0, 2, 1]) }
    try layer.load(stateDictionary: weights)
    let state = input("initial_h").map {
      RecurrentState(hidden: first($0), cell: input("initial_c").map(first))
    }
    let result = layer(
      isBatchFirst ? x : x.permuted([1, 0, 2]), state: state,
      lengths: golden.settings.has("lengths") ? golden.settings.ints("lengths") : nil)
    let all = ["Y": result.outputs, "Y_h": result.state.hidden, "Y_c": result.state.cell]
    for (place, name) in golden.settings.string("outputs").split(separator: ",").enumerated() {
      let found = try #require(all[String(name)] ?? nil)
      let expected = try #require(golden.array("out.\(place)"))
      let steps = isBatchFirst || name != "Y" ? found : found.permuted([1, 0, 2])
      #expect(distance(steps.array.reshaped(expected.shape), expected) < 1e-5, "\(golden)")
    }
  }

  private static let cells: [String: (RecurrentCell, [Int])] = [
    "RNN": (.rnn, [0]), "GRU": (.gruResetBefore, [1, 0, 2]), "LSTM": (.lstm, [0, 2, 3, 1]),
  ]

  @Test(arguments: GoldenCase.all("recurrent_onnx", "ReverseSequence"))
  func reverseSequence(golden: GoldenCase) throws {
    let isBatchFirst = golden.settings.int("batch_axis") == 0
    let x = Tensor(try #require(golden.array("in.X")))
    let lengths = golden.settings.ints("lengths")
    let y =
      isBatchFirst
      ? reversedSequences(x, lengths: lengths)
      : reversedSequences(x.permuted([1, 0]), lengths: lengths).permuted([1, 0])
    #expect(y.array == golden.array("out.0"))
  }
}
