import ParlanceArrays
import ParlanceAutograd
import ParlanceSystem

extension Recurrent {
  /// The states of a layer in a graph, [directions, N, H] each; `cell` is the LSTM's.
  public struct ONNXState {
    public var hidden: ONNXGraph.Value
    public var cell: ONNXGraph.Value?

    /// Takes the names of states.
    public init(hidden: ONNXGraph.Value, cell: ONNXGraph.Value? = nil) {
      (self.hidden, self.cell) = (hidden, cell)
    }
  }

  /// The stack over [N, T, D]: → outputs [N, T, H], zeros beyond the lengths, and the last states of each layer.
  ///
  /// - `lengths`: [N] of int32, each at least 1.
  /// - `states`: those before the first step, one for each layer; zeros where there are none.
  /// - Throws: `InputError` for options that ONNX's operators have not.
  public func onnx(
    _ graph: inout ONNXGraph, _ x: ONNXGraph.Value, lengths: ONNXGraph.Value,
    states: [ONNXState]? = nil, named name: String
  ) throws -> (outputs: ONNXGraph.Value, states: [ONNXState]) {
    // Steps first, as ONNX has it.
    var below = graph.node("Transpose", x, attributes: ["perm": .ints([1, 0, 2])])
    var after: [ONNXState] = []
    for (index, layer) in layers.enumerated() {
      let directions: [RecurrentLayer]
      var isSummed = false
      switch layer {
      case let one as RecurrentLayer: directions = [one]
      case let both as Bidirectional:
        directions = [both.forward, both.backward]
        isSummed = both.merge == .summed
      default: throw InputError.notInONNX("a recurrent layer of the kind \(type(of: layer))")
      }
      let found = try graph.recurrent(
        directions, below, lengths, states?[index], named: "\(name).\(index)")
      after.append(found.state)
      if isSummed {
        below = graph.node(
          "ReduceSum", found.outputs, graph.constant([1]), attributes: ["keepdims": .int(0)])
      } else {
        // [T, directions, N, H] → [T, N, directions · H]
        below = graph.node(
          "Reshape",
          graph.node("Transpose", found.outputs, attributes: ["perm": .ints([0, 2, 1, 3])]),
          graph.constant([0, 0, -1]))
      }
    }
    return (graph.node("Transpose", below, attributes: ["perm": .ints([1, 0, 2])]), after)
  }
}

extension RecurrentLayer {
  /// What ONNX's operators have no setting for; nil where they have all.
  var missingInONNX: String? {
    if options.projectionSize != nil { return "a recurrent layer with a projection" }
    if options.hasLayerNorm { return "a recurrent layer with layer normalisation" }
    if options.hiddenZoneout > 0 || options.cellZoneout > 0 {
      return "a recurrent layer with zoneout"
    }
    return options.learnsInitialState ? "a learned initial state" : nil
  }

  /// ONNX's operator and the order of gates in its weights: the place of each among ours.
  var operatorOfONNX: (name: String, gates: [Int]) {
    switch cell {
    case .rnn, .rnnReLU: ("RNN", [0])
    // i, o, f, g of i, f, g, o.
    case .lstm: ("LSTM", [0, 3, 1, 2])
    // z, r, n of r, z, n.
    case .gru, .gruResetBefore: ("GRU", [1, 0, 2])
    }
  }
}

extension ONNXGraph {
  /// One layer of one or two directions: [T, N, D] → [T, directions, N, H].
  fileprivate mutating func recurrent(
    _ directions: [RecurrentLayer], _ x: Value, _ lengths: Value, _ state: Recurrent.ONNXState?,
    named name: String
  ) throws -> (outputs: Value, state: Recurrent.ONNXState) {
    let layer = directions[0]
    if let missing = layer.missingInONNX { throw InputError.notInONNX(missing) }
    let (type, gates) = layer.operatorOfONNX
    let weights = directions.map { $0.weights(.evaluation) }
    let size = layer.hiddenSize
    var inputs = [
      x, weight(rows(weights.map(\.input), gates, size), named: name + ".W"),
      weight(rows(weights.map(\.hidden), gates, size), named: name + ".R"),
      weight(biases(weights, gates, size), named: name + ".B"),
      lengths, state?.hidden ?? "", state?.cell ?? "",
    ]
    if weights[0].peephole != nil {
      // i, o, f of i, f, o.
      let peepholes = weights.flatMap { block($0.peephole!.array.floats, [0, 2, 1], size) }
      inputs.append(
        weight(NDArray(peepholes, shape: [directions.count, 3 * size]), named: name + ".P"))
    }
    while inputs.last == "" { inputs.removeLast() }
    let isLSTM = layer.cell == .lstm
    let found = nodes(
      type, inputs, outputs: isLSTM ? 3 : 2, settings(layer, count: directions.count))
    return (found[0], Recurrent.ONNXState(hidden: found[1], cell: isLSTM ? found[2] : nil))
  }

  private func settings(_ layer: RecurrentLayer, count: Int) -> [String: Attribute] {
    var settings: [String: Attribute] = [
      "hidden_size": .int(layer.hiddenSize),
      "direction": .string(
        count == 2 ? "bidirectional" : layer.isReversed ? "reverse" : "forward"),
    ]
    if layer.cell == .gru { settings["linear_before_reset"] = .int(1) }
    if layer.cell == .rnnReLU {
      settings["activations"] = .strings([String](repeating: "Relu", count: count))
    }
    if let clip = layer.options.clip { settings["clip"] = .float(Float(clip)) }
    return settings
  }

  /// Matrices [I, G · H] as [directions, G · H, I], the gates in ONNX's order.
  private func rows(_ matrices: [Tensor], _ gates: [Int], _ size: Int) -> NDArray {
    let width = matrices[0].shape[0]
    let values = matrices.flatMap { matrix in
      block(matrix.transposed(0, 1).array.floats, gates, size * width)
    }
    return NDArray(values, shape: [matrices.count, gates.count * size, width])
  }

  /// The input's biases and the state's, [directions, 2 · G · H]; zeros where there are none.
  private func biases(_ weights: [RecurrentWeights], _ gates: [Int], _ size: Int) -> NDArray {
    let values = weights.flatMap { weights in
      [weights.inputBias, weights.hiddenBias].flatMap { bias in
        bias.map { block($0.array.floats, gates, size) }
          ?? [Float](repeating: 0, count: gates.count * size)
      }
    }
    return NDArray(values, shape: [weights.count, 2 * gates.count * size])
  }

  /// Parts of equal size in another order.
  private func block(_ values: [Float], _ order: [Int], _ size: Int) -> [Float] {
    order.flatMap { values[$0 * size..<($0 + 1) * size] }
  }
}
