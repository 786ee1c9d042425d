import ParlanceDecoding
import ParlanceNN

extension TransformerTranslator: ONNXTranslationNetwork {
  private var headSize: Int { architecture.hiddenSize / architecture.heads }

  private func sizes(_ places: String) -> [ONNXGraph.Size] {
    [.named("N"), .size(architecture.heads), .named(places), .size(headSize)]
  }

  private func embedded(
    _ graph: inout ONNXGraph, _ tokens: ONNXGraph.Value, _ table: Embedding, named name: String,
    _ positions: PositionalEncoding?, _ places: ONNXPlaces
  ) -> ONNXGraph.Value {
    let vectors = table.onnx(&graph, tokens, named: name)
    let x = graph.node("Mul", vectors, graph.number(Float(architecture.hiddenSize).squareRoot()))
    return positions?.onnx(&graph, x, places, named: name + ".positions") ?? x
  }

  private func turning(_ places: ONNXPlaces) -> (RotaryPositions, ONNXPlaces)? {
    architecture.positions == .rotary ? (RotaryPositions(), places) : nil
  }

  /// What the decoder's layers attend to in the source: source_keys_l0 and source_values_l0 [N, H, S, D], ….
  func onnxEncoder() throws -> ONNXGraph {
    var graph = ONNXGraph()
    let tokens = graph.input("tokens", .int64, [.named("N"), .named("S")])
    let lengths = graph.input("lengths", .int32, [.named("N")])
    let steps = graph.size(of: tokens, axis: 1)
    let places = ONNXPlaces(&graph, from: graph.scalar(0), count: steps)
    let own = ONNXSelfAttention(
      mask: graph.keyMask(lengths, steps: steps), rotary: turning(places))
    var x = embedded(
      &graph, tokens, sourceTable ?? targetTable, named: "sourceTable", sourcePositions, places)
    for (index, layer) in encoder.enumerated() {
      x = try layer.onnx(&graph, x, own, named: "encoder.\(index)").outputs
    }
    if let encoderNorm { x = encoderNorm.onnx(&graph, x, named: "encoderNorm") }
    for (index, layer) in decoder.enumerated() {
      let memory = layer.onnxMemory(&graph, of: x, named: "decoder.\(index)")
      graph.output(memory.keys, as: "source_" + CarriedState.keys(index), .float, sizes("S"))
      graph.output(memory.values, as: "source_" + CarriedState.values(index), .float, sizes("S"))
    }
    return graph
  }

  /// Keys and values of the tokens before, keys_l0 and values_l0 [N, H, P, D], …, are none at first.
  func onnxStep() throws -> ONNXGraph {
    var graph = ONNXGraph()
    let token = graph.input("token", .int64, [.named("N")])
    let lengths = graph.input("lengths", .int32, [.named("N")])
    func memory(_ name: String, _ layer: Int, _ places: String) -> ONNXMemory {
      ONNXMemory(
        keys: graph.input(name + CarriedState.keys(layer), .float, sizes(places)),
        values: graph.input(name + CarriedState.values(layer), .float, sizes(places)))
    }
    let sources = decoder.indices.map { memory("source_", $0, "S") }
    let past = decoder.indices.map { memory("", $0, "P") }
    let (start, one) = (graph.size(of: past[0].keys, axis: 2), graph.scalar(1))
    let places = ONNXPlaces(&graph, from: start, count: one)
    let own = ONNXSelfAttention(
      mask: graph.causalMask(past: start, count: one), rotary: turning(places))
    let isWithin = graph.keyMask(lengths, steps: graph.size(of: sources[0].keys, axis: 2))
    let axis = graph.constant([1])
    var x = embedded(
      &graph, graph.node("Unsqueeze", token, axis), targetTable, named: "targetTable",
      targetPositions, places)
    var weights: ONNXGraph.Value?
    for (index, layer) in decoder.enumerated() {
      let found = try layer.onnx(
        &graph, x, own, past: past[index], source: sources[index], isWithin: isWithin,
        named: "decoder.\(index)")
      (x, weights) = (found.outputs, found.weights)
      graph.output(
        found.memory.keys, as: CarriedState.keys(index) + ".next", .float, sizes("P + 1"))
      graph.output(
        found.memory.values, as: CarriedState.values(index) + ".next", .float, sizes("P + 1"))
    }
    if let decoderNorm { x = decoderNorm.onnx(&graph, x, named: "decoderNorm") }
    // The mean over the heads, of the only step: [N, S].
    let mean =
      pointer == nil
      ? nil
      : weights.map { weights in
        graph.node(
          "ReduceMean", weights, attributes: ["axes": .ints([1, 2]), "keepdims": .int(0)])
      }
    onnxOutput(&graph, graph.node("Squeeze", x, axis), weights: mean)
    return graph
  }
}
