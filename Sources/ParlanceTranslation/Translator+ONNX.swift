import ParlanceAutograd
import ParlanceDecoding
import ParlanceNN
import ParlanceSystem
import ParlanceText
import ParlanceTraining

extension Translator: ONNXExporting {
  /// Two graphs: what reads a source, once; and what takes a step after a target's token, again and again, with
  /// its states as inputs and outputs.
  public func onnxFiles() throws -> [ONNXFile] {
    guard let network = network as? any ONNXTranslationNetwork else {
      throw InputError.notInONNX("a translator of the kind \(architecture.network.rawValue)")
    }
    let metadata = [
      ("parlance.kind", Self.kind), ("parlance.level", architecture.level.rawValue),
      ("parlance.source-vocabulary", source.vocabulary.tokens.joined(separator: "\n")),
      ("parlance.target-vocabulary", target.vocabulary.tokens.joined(separator: "\n")),
    ]
    return [
      ONNXFile(try network.onnxEncoder(), name: "encoder", metadata: metadata),
      ONNXFile(try network.onnxStep(), name: "step", metadata: metadata),
    ]
  }
}

/// A network that ONNX has operators for.
protocol ONNXTranslationNetwork: TranslationNetwork {
  /// tokens [N, S] and lengths [N] → what is looked at once for a source.
  func onnxEncoder() throws -> ONNXGraph
  /// token [N], what the encoder made, the source's tokens [N, S] where they may be copied, and what the step
  /// before left → log_probabilities [N, V] of the next token, and what it leaves.
  func onnxStep() throws -> ONNXGraph
}

extension TranslationNetwork {
  /// The log-probabilities of the next token, as the step's output.
  ///
  /// - `weights`: the attention's [N, S].
  func onnxOutput(
    _ graph: inout ONNXGraph, _ hidden: ONNXGraph.Value, weights: ONNXGraph.Value?
  ) {
    var found = output.onnx(&graph, hidden, named: "output")
    if let pointer, let weights {
      let source = graph.input("tokens", .int64, [.named("N"), .named("S")])
      found = pointer.onnx(
        &graph, logits: found, hidden: hidden, weights: weights, source: source, named: "pointer")
    }
    graph.output(
      found, as: "log_probabilities", .float,
      [.named("N"), .size(architecture.targetVocabularySize)])
  }
}

extension RecurrentTranslator: ONNXTranslationNetwork {
  private var isLSTM: Bool { architecture.cell == .lstm }
  private var hiddenSize: Int { architecture.hiddenSize }
  /// Numbers of each of the encoder's states.
  private var width: Int { encoder.outputSize }
  /// Numbers of each key; nil where the states are the keys.
  private var keySize: Int? { attention?.key.map { $0.weight.shape[1] } }
  private var state: [ONNXGraph.Size] { [.named("N"), .size(hiddenSize)] }
  private func places(_ width: Int) -> [ONNXGraph.Size] {
    [.named("N"), .named("S"), .size(width)]
  }

  /// tokens [N, S] and lengths [N] → the states of all places [N, S, K], their keys, and the decoder's first
  /// states, [N, H] each.
  func onnxEncoder() throws -> ONNXGraph {
    var graph = ONNXGraph()
    let tokens = graph.input("tokens", .int64, [.named("N"), .named("S")])
    let lengths = graph.input("lengths", .int32, [.named("N")])
    let vectors = (sourceTable ?? targetTable).onnx(&graph, tokens, named: "sourceTable")
    let (values, states) = try encoder.onnx(&graph, vectors, lengths: lengths, named: "encoder")
    graph.output(values, as: "values", .float, places(width))
    if let key = attention?.key, let keySize {
      graph.output(
        key.onnx(&graph, values, named: "attention.key"), as: "keys", .float, places(keySize))
    }
    for (layer, found) in states.enumerated() {
      let hidden = graph.ends(found.hidden)
      let first = bridge.map { graph.node("Tanh", $0.onnx(&graph, hidden, named: "bridge")) }
      graph.output(first ?? hidden, as: CarriedState.hidden(layer), .float, state)
      guard let cell = found.cell.map({ graph.ends($0) }) else { continue }
      graph.output(
        cellBridge?.onnx(&graph, cell, named: "cellBridge") ?? cell, as: CarriedState.cell(layer),
        .float, state)
    }
    return graph
  }

  /// token [N], what the encoder made, and states → log_probabilities [N, V] of the next token, and the states
  /// after it, to be given with that.
  func onnxStep() throws -> ONNXGraph {
    var graph = ONNXGraph()
    let token = graph.input("token", .int64, [.named("N")])
    let source = attention.map { _ in
      let values = graph.input("values", .float, places(width))
      return ONNXSource(
        values: values, keys: keySize.map { graph.input("keys", .float, places($0)) } ?? values,
        lengths: graph.input("lengths", .int32, [.named("N")]))
    }
    var x = targetTable.onnx(&graph, token, named: "targetTable")
    let takesCombined = feed != nil && architecture.feeding == .input
    let combined = takesCombined ? graph.input("combined", .float, state) : nil
    var seen: (context: ONNXGraph.Value, weights: ONNXGraph.Value)?
    for (index, layer) in decoder.layers.enumerated() {
      guard let layer = layer as? RecurrentLayer, layer.cell != .gruResetBefore else {
        throw InputError.notInONNX("a decoder's layer of the kind \(type(of: layer))")
      }
      let hidden = graph.input(CarriedState.hidden(index), .float, state)
      let cell = isLSTM ? graph.input(CarriedState.cell(index), .float, state) : nil
      var fed: ONNXGraph.Value?
      if index == decoder.layers.count - 1, let feed, let attention, let source {
        if !takesCombined { seen = attention.onnx(&graph, hidden, source) }
        fed = feed.onnx(&graph, combined ?? seen!.context, named: "feed")
      }
      let after = graph.step(
        layer, x, fed: fed, hidden: hidden, cell: cell, named: "decoder.\(index)")
      graph.output(after.hidden, as: CarriedState.hidden(index) + ".next", .float, state)
      if let cell = after.cell {
        graph.output(cell, as: CarriedState.cell(index) + ".next", .float, state)
      }
      x = after.hidden
    }
    if let attention, let combine, let source {
      let found = seen ?? attention.onnx(&graph, x, source)
      seen = found
      let both = graph.node("Concat", found.context, x, attributes: ["axis": .int(1)])
      x = graph.node("Tanh", combine.onnx(&graph, both, named: "combine"))
      if takesCombined { graph.output(x, as: "combined.next", .float, state) }
    }
    onnxOutput(&graph, x, weights: seen?.weights)
    return graph
  }
}

/// A source in a graph: its states, what queries are held against, and how long each row is.
private struct ONNXSource {
  let values: ONNXGraph.Value
  let keys: ONNXGraph.Value
  let lengths: ONNXGraph.Value
}

extension SequenceAttention {
  /// What queries [N, Q] find in a source: [N, K], and the weights [N, S].
  fileprivate func onnx(
    _ graph: inout ONNXGraph, _ queries: ONNXGraph.Value, _ source: ONNXSource
  ) -> (context: ONNXGraph.Value, weights: ONNXGraph.Value) {
    let scores: ONNXGraph.Value
    if let query, let energy {
      let asked = graph.node(
        "Unsqueeze", query.onnx(&graph, queries, named: "attention.query"), graph.constant([1]))
      scores = graph.node(
        "MatMul", graph.node("Tanh", graph.node("Add", asked, source.keys)),
        graph.weight(energy, named: "attention.energy"))
    } else {
      let column = graph.node("Unsqueeze", queries, graph.constant([2]))
      scores = graph.node(
        "Squeeze", graph.node("MatMul", source.keys, column), graph.constant([2]))
    }
    let mask = graph.mask(source.lengths, steps: graph.size(of: source.values, axis: 1))
    let weights = graph.node(
      "Softmax", graph.choose(mask, scores, else: -.infinity), attributes: ["axis": .int(1)])
    let context = graph.node(
      "ReduceSum",
      graph.node("Mul", source.values, graph.node("Unsqueeze", weights, graph.constant([2]))),
      graph.constant([1]), attributes: ["keepdims": .int(0)])
    return (context, weights)
  }
}

extension ONNXGraph {
  /// The last states of both directions side by side: [directions, N, H] → [N, directions · H].
  fileprivate mutating func ends(_ states: Value) -> Value {
    node(
      "Reshape", node("Transpose", states, attributes: ["perm": .ints([1, 0, 2])]),
      constant([0, -1]))
  }

  /// One step of a layer, with what is fed added to the input's part of the gates: x [N, D] and the state
  /// [N, H] → the state after it.
  fileprivate mutating func step(
    _ layer: RecurrentLayer, _ x: Value, fed: Value?, hidden: Value, cell: Value?,
    named name: String
  ) -> (hidden: Value, cell: Value?) {
    func part(_ x: Value, _ weight: Parameter, _ bias: Parameter?, _ kind: String) -> Value {
      let product = node("MatMul", x, self.weight(weight, named: "\(name).weight_\(kind)"))
      return bias.map { node("Add", product, self.weight($0, named: "\(name).bias_\(kind)")) }
        ?? product
    }
    var input = part(x, layer.inputWeight, layer.inputBias, "ih")
    if let fed { input = node("Add", input, fed) }
    let state = part(hidden, layer.hiddenWeight, layer.hiddenBias, "hh")
    let count = layer.cell.gateCount
    let sizes = constant([Int](repeating: layer.hiddenSize, count: count))
    func gates(_ value: Value) -> [Value] {
      count == 1 ? [value] : nodes("Split", [value, sizes], outputs: count, ["axis": .int(1)])
    }
    switch layer.cell {
    case .lstm:
      let all = gates(node("Add", input, state))
      let (i, f, o) = (
        node("Sigmoid", all[0]), node("Sigmoid", all[1]), node("Sigmoid", all[3])
      )
      let after = node("Add", node("Mul", f, cell!), node("Mul", i, node("Tanh", all[2])))
      return (node("Mul", o, node("Tanh", after)), after)
    case .gru, .gruResetBefore:
      let (a, b) = (gates(input), gates(state))
      let r = node("Sigmoid", node("Add", a[0], b[0]))
      let z = node("Sigmoid", node("Add", a[1], b[1]))
      let n = node("Tanh", node("Add", a[2], node("Mul", r, b[2])))
      let kept = node("Mul", z, node("Sub", hidden, n))
      return (node("Add", n, kept), nil)
    case .rnn, .rnnReLU:
      return (node(layer.cell == .rnn ? "Tanh" : "Relu", node("Add", input, state)), nil)
    }
  }
}
