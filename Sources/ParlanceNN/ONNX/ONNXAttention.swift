import ParlanceArrays
import ParlanceAutograd
import ParlanceSystem

/// Keys and values of all heads in a graph: [N, H, S, D] each.
public struct ONNXMemory {
  public var keys: ONNXGraph.Value
  public var values: ONNXGraph.Value

  /// Takes the names of keys and values.
  public init(keys: ONNXGraph.Value, values: ONNXGraph.Value) {
    (self.keys, self.values) = (keys, values)
  }
}

extension MultiHeadAttention {
  /// Queries (0), keys (1) or values (2) of all heads: [N, T, E] → [N, H, T, D].
  private func part(
    _ part: Int, _ graph: inout ONNXGraph, of x: ONNXGraph.Value, named name: String
  ) -> ONNXGraph.Value {
    let size = output.weight.shape[0]
    let (start, end) = (graph.constant([part * size]), graph.constant([(part + 1) * size]))
    let weight: ONNXGraph.Value
    if let inputWeight {
      let all = graph.weight(inputWeight, named: name + ".in_proj_weight")
      weight = graph.node("Slice", all, start, end, graph.constant([1]))
    } else {
      let own = [queryWeight, keyWeight, valueWeight][part]!
      weight = graph.weight(own, named: "\(name).\(["q", "k", "v"][part])_proj_weight")
    }
    var y = graph.node("MatMul", x, weight)
    if let inputBias {
      let all = graph.weight(inputBias, named: name + ".in_proj_bias")
      y = graph.node("Add", y, graph.node("Slice", all, start, end, graph.constant([0])))
    }
    let shape = graph.constant([0, 0, headCount, size / headCount])
    return graph.node(
      "Transpose", graph.node("Reshape", y, shape), attributes: ["perm": .ints([0, 2, 1, 3])])
  }

  /// What is attended to again and again: keys [N, S, E], which are the values too.
  public func onnxMemory(
    _ graph: inout ONNXGraph, of keys: ONNXGraph.Value, named name: String
  ) -> ONNXMemory {
    ONNXMemory(
      keys: part(1, &graph, of: keys, named: name), values: part(2, &graph, of: keys, named: name))
  }

  /// Queries, keys and values of the same tokens, turned where places are given.
  func onnxSelf(
    _ graph: inout ONNXGraph, _ x: ONNXGraph.Value, rotary: (RotaryPositions, ONNXPlaces)?,
    named name: String
  ) -> (queries: ONNXGraph.Value, memory: ONNXMemory) {
    var memory = onnxMemory(&graph, of: x, named: name)
    var queries = part(0, &graph, of: x, named: name)
    if let (rotary, places) = rotary {
      let size = output.weight.shape[0] / headCount
      queries = rotary.onnx(&graph, queries, places, size: size)
      memory.keys = rotary.onnx(&graph, memory.keys, places, size: size)
    }
    return (queries, memory)
  }

  /// Attends from tokens [N, T, E] to a memory.
  func onnx(
    _ graph: inout ONNXGraph, from x: ONNXGraph.Value, _ memory: ONNXMemory,
    mask: ONNXGraph.Value, named name: String
  ) -> (outputs: ONNXGraph.Value, weights: ONNXGraph.Value) {
    onnx(&graph, part(0, &graph, of: x, named: name), memory, mask: mask, named: name)
  }

  /// Queries [N, H, T, D] to a memory: → [N, T, E], and each head's weights [N, H, T, S].
  ///
  /// - `mask`: where a query may attend, as broadcasts to [N, H, T, S]; each to one key at least.
  func onnx(
    _ graph: inout ONNXGraph, _ queries: ONNXGraph.Value, _ memory: ONNXMemory,
    mask: ONNXGraph.Value, named name: String
  ) -> (outputs: ONNXGraph.Value, weights: ONNXGraph.Value) {
    let size = output.weight.shape[0]
    let scale = graph.number(1 / Float(size / headCount).squareRoot())
    let columns = graph.node(
      "Transpose", memory.keys, attributes: ["perm": .ints([0, 1, 3, 2])])
    let scores = graph.node("MatMul", graph.node("Mul", queries, scale), columns)
    let weights = graph.node(
      "Softmax", graph.choose(mask, scores, else: -.infinity), attributes: ["axis": .int(-1)])
    let heads = graph.node(
      "Transpose", graph.node("MatMul", weights, memory.values),
      attributes: ["perm": .ints([0, 2, 1, 3])])
    let joined = graph.node("Reshape", heads, graph.constant([0, 0, size]))
    return (output.onnx(&graph, joined, named: name + ".out_proj"), weights)
  }
}

extension ONNXGraph {
  /// Which of S + T keys each of T tokens after S others looks at: those up to itself, of a window the last ones;
  /// [T, S + T]. Both are numbers.
  public mutating func causalMask(past: Value, count: Value, window: Int? = nil) -> Value {
    let all = node("Add", past, count)
    let rows = node("Unsqueeze", node("Range", past, all, scalar(1)), constant([1]))
    let columns = node("Unsqueeze", node("Range", scalar(0), all, scalar(1)), constant([0]))
    let isBefore = node("Not", node("Greater", columns, rows))
    guard let window else { return isBefore }
    let isNear = node("Greater", columns, node("Sub", rows, constant([window])))
    return node("And", isBefore, isNear)
  }

  /// Which steps lie within lengths, as broadcasts to [N, H, T, S].
  public mutating func keyMask(_ lengths: Value, steps: Value) -> Value {
    node("Unsqueeze", mask(lengths, steps: steps), constant([1, 2]))
  }
}

extension PointerGenerator {
  /// ln P of each token: logits [N, V], h̃ [N, H], a [N, S] and the source's tokens [N, S] → [N, V].
  public func onnx(
    _ graph: inout ONNXGraph, logits: ONNXGraph.Value, hidden: ONNXGraph.Value,
    weights: ONNXGraph.Value, source: ONNXGraph.Value, named name: String
  ) -> ONNXGraph.Value {
    let writes = graph.node("Sigmoid", gate.onnx(&graph, hidden, named: name + ".gate"))
    let written = graph.node(
      "Mul", writes, graph.node("Softmax", logits, attributes: ["axis": .int(-1)]))
    let copied = graph.node("Mul", graph.node("Sub", graph.number(1), writes), weights)
    let tokens =
      copies.map { graph.node("Gather", graph.constant($0.map { Int($0) }), source) } ?? source
    let sum = graph.nodes(
      "ScatterElements", [written, tokens, copied], outputs: 1,
      ["axis": .int(1), "reduction": .string("add")])[0]
    return graph.node("Log", graph.node("Add", sum, graph.number(Float(Self.least))))
  }
}
