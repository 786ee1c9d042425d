import ParlanceArrays
import ParlanceSystem

extension CRF {
  /// The most likely tags (Viterbi): emissions [N, T, K] and lengths [N] → [N, T] of int64; beyond a length they
  /// say nothing.
  ///
  /// Two loops, as `Scan` has them: forward over the steps, which keeps for each tag the best one before it, and
  /// back from the best last tag.
  public func onnxBestTags(
    _ graph: inout ONNXGraph, _ emissions: ONNXGraph.Value, lengths: ONNXGraph.Value,
    named name: String
  ) -> ONNXGraph.Value {
    let count = start.shape[0]
    let given = graph.node("Transpose", emissions, attributes: ["perm": .ints([1, 0, 2])])
    let (zero, one) = (graph.constant([0]), graph.constant([1]))
    // A step more, beyond every length: loops of no steps at all do not run everywhere.
    let steps = graph.nodes(
      "Concat", [given, graph.node("Slice", given, zero, one, zero)], outputs: 1,
      ["axis": .int(0)])[0]
    let firstStep = graph.node("Squeeze", graph.node("Slice", steps, zero, one, zero), zero)
    let first = graph.node(
      "Add", firstStep, graph.weight(start, named: name + ".start_transitions"))
    let others = graph.node("Slice", steps, one, graph.constant([.max]), zero)
    let scores = graph.weight(transitions, named: name + ".transitions")
    // [T, N]: which steps lie within each length.
    let mask = graph.node(
      "Transpose", graph.mask(lengths, steps: graph.size(of: steps, axis: 0)),
      attributes: ["perm": .ints([1, 0])])
    let isWithin = graph.node("Slice", mask, one, graph.constant([.max]), zero)
    let forward = graph.nodes(
      "Scan", [first, others, isWithin], outputs: 2,
      [
        "body": .graph(Self.forward(count, transitions: scores)), "num_scan_inputs": .int(2),
      ])
    let lastTags = graph.node(
      "ArgMax",
      graph.node("Add", forward[0], graph.weight(end, named: name + ".end_transitions")),
      attributes: ["axis": .int(1), "keepdims": .int(0)])
    let back = graph.nodes(
      "Scan", [lastTags, forward[1]], outputs: 2,
      [
        "body": .graph(Self.backward(count)), "num_scan_inputs": .int(1),
        "scan_input_directions": .ints([1]), "scan_output_directions": .ints([1]),
      ])
    let tags = graph.nodes(
      "Concat", [graph.node("Unsqueeze", back[0], zero), back[1]], outputs: 1, ["axis": .int(0)])
    let last = graph.node("Unsqueeze", graph.size(of: given, axis: 0), zero)
    return graph.node(
      "Transpose", graph.node("Slice", tags[0], zero, last, zero),
      attributes: ["perm": .ints([1, 0])])
  }

  /// A step: s′ⱼ = maxᵢ (sᵢ + Aᵢⱼ) + eⱼ, and that i; beyond a sentence's end nothing changes.
  private static func forward(_ count: Int, transitions: ONNXGraph.Value) -> ONNXGraph {
    var body = ONNXGraph(prefix: "forward_")
    let sizes: [ONNXGraph.Size] = [.named("N"), .size(count)]
    let state = body.input("state", .float, sizes)
    let emission = body.input("emission", .float, sizes)
    let isWithin = body.input("within", .bool, [.named("N")])
    let all = body.node(
      "Add", body.node("Unsqueeze", state, body.constant([2])), transitions)
    let best = body.node("ReduceMax", all, attributes: ["axes": .ints([1]), "keepdims": .int(0)])
    let from = body.node("ArgMax", all, attributes: ["axis": .int(1), "keepdims": .int(0)])
    let mask = body.node("Unsqueeze", isWithin, body.constant([1]))
    let own = body.node("Unsqueeze", body.constant(Array(0..<count)), body.constant([0]))
    body.output(
      body.node("Where", mask, body.node("Add", best, emission), state), as: "next", .float, sizes)
    body.output(body.node("Where", mask, from, own), as: "from", .int64, sizes)
    return body
  }

  /// A step back: the tag before, and this one.
  private static func backward(_ count: Int) -> ONNXGraph {
    var body = ONNXGraph(prefix: "backward_")
    let tag = body.input("tag", .int64, [.named("N")])
    let from = body.input("from", .int64, [.named("N"), .size(count)])
    let one = body.constant([1])
    let before = body.node(
      "GatherElements", from, body.node("Unsqueeze", tag, one), attributes: ["axis": .int(1)])
    body.output(body.node("Squeeze", before, one), as: "before", .int64, [.named("N")])
    body.output(tag, as: "this", .int64, [.named("N")])
    return body
  }
}
