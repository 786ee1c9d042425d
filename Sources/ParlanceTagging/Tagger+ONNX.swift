import ParlanceNN
import ParlanceSystem
import ParlanceText
import ParlanceTraining

extension Tagger: ONNXExporting {
  /// What is given of each word, [N, T] or with a further axis, and lengths [N] → tags [N, T], and scores
  /// [N, T, K], from which without a field they are chosen.
  public func onnxFiles() throws -> [ONNXFile] {
    guard let network = network as? any ONNXTaggerNetwork else {
      throw InputError.notInONNX("a tagger of the kind \(architecture.network.rawValue)")
    }
    var graph = ONNXGraph()
    let lengths = graph.input("lengths", .int32, [.named("N")])
    let scores = try network.onnxScores(&graph, lengths: lengths)
    let steps: [ONNXGraph.Size] = [.named("N"), .named("T")]
    graph.output(scores, as: "scores", .float, steps + [.size(architecture.tagCount)])
    let tags =
      network.crf?.onnxBestTags(&graph, scores, lengths: lengths, named: "crf")
      ?? graph.node("ArgMax", scores, attributes: ["axis": .int(-1), "keepdims": .int(0)])
    graph.output(tags, as: "tags", .int64, steps)
    let file = ONNXFile(
      graph, name: "tagger",
      metadata: [
        ("parlance.kind", Self.kind), ("parlance.labels", self.tags.names.joined(separator: "\n")),
        ("parlance.vocabulary", vocabulary.words.tokens.joined(separator: "\n")),
        ("parlance.characters", vocabulary.characters.tokens.joined(separator: "\n")),
      ])
    return [file]
  }

  public func exportedInputs(of line: String) -> [ExportedInput] {
    var index = TokenIndex(vocabulary)
    let places = index.add(line.split(whereSeparator: \.isWhitespace).map(String.init))
    let words = places.map { index.features[Int($0)] }
    let count = words.count
    /// Rows of several lengths, padded.
    func rows(_ name: String, _ lists: [[Int32]]) -> ExportedInput {
      let width = max(lists.map(\.count).max() ?? 0, 1)
      let padded = lists.flatMap { $0 + [Int32](repeating: 0, count: width - $0.count) }
      return ExportedInput(name, shape: [1, count, width], padded)
    }
    var inputs = [ExportedInput("lengths", shape: [1], [count])]
    if architecture.embeddingSize > 0 {
      inputs.append(ExportedInput("words", shape: [1, count], words.map(\.word)))
    }
    if architecture.vectors != .none {
      inputs.append(ExportedInput("vectors", shape: [1, count], words.map(\.vector)))
    }
    if architecture.characters != .none {
      inputs.append(rows("characters", words.map(\.characters)))
      inputs.append(
        ExportedInput("character_lengths", shape: [1, count], words.map(\.characters.count)))
    }
    if architecture.shapeSize > 0 {
      inputs.append(ExportedInput("shapes", shape: [1, count], words.map(\.shape)))
    }
    if architecture.affixSize > 0 {
      inputs.append(rows("affixes", words.map(\.affixes)))
      inputs.append(ExportedInput("affix_counts", shape: [1, count], words.map(\.affixes.count)))
    }
    return inputs
  }
}

/// A network that ONNX has operators for.
protocol ONNXTaggerNetwork: TaggerNetwork {
  /// Adds the network with its inputs to a graph: → the scores of each token's tags [N, T, K].
  func onnxScores(_ graph: inout ONNXGraph, lengths: ONNXGraph.Value) throws -> ONNXGraph.Value
}

extension RecurrentTagger: ONNXTaggerNetwork {
  func onnxScores(_ graph: inout ONNXGraph, lengths: ONNXGraph.Value) throws -> ONNXGraph.Value {
    let (outputs, _) = try rnn.onnx(
      &graph, try words.onnx(&graph), lengths: lengths, named: "rnn")
    return decoder.onnx(&graph, outputs, named: "decoder")
  }
}

extension TransformerTagger: ONNXTaggerNetwork {
  func onnxScores(_ graph: inout ONNXGraph, lengths: ONNXGraph.Value) throws -> ONNXGraph.Value {
    let x = projection.onnx(&graph, try words.onnx(&graph), named: "projection")
    let states = try encoder.onnx(&graph, x, lengths: lengths, named: "encoder")
    return decoder.onnx(&graph, states, named: "decoder")
  }
}

extension WindowTagger: ONNXTaggerNetwork {
  func onnxScores(_ graph: inout ONNXGraph, lengths: ONNXGraph.Value) throws -> ONNXGraph.Value {
    let rows = try words.onnx(&graph)
    let (reach, steps) = (architecture.window / 2, graph.size(of: rows, axis: 1))
    let mask = graph.node(
      "Unsqueeze", graph.mask(lengths, steps: steps), graph.constant([2]))
    // Beyond a sentence's ends stands the boundary: before the first step, and after T too.
    let border = graph.weight(boundary, named: "boundary")
    let within = graph.node("Where", mask, rows, border)
    let shape = graph.nodes(
      "Concat",
      [
        graph.sizes(of: rows, 0..<1),
        graph.constant([reach, architecture.inputSize]),
      ], outputs: 1, ["axis": .int(0)])[0]
    let side = graph.node("Expand", border, shape)
    let wide =
      reach == 0
      ? within
      : graph.nodes("Concat", [side, within, side], outputs: 1, ["axis": .int(1)])[0]
    let last = graph.node("Unsqueeze", steps, graph.constant([0]))
    let places = (0..<architecture.window).map { offset in
      let start = graph.constant([offset])
      return graph.nodes(
        "Slice", [wide, start, graph.node("Add", last, start), graph.constant([1])], outputs: 1)[0]
    }
    var x = graph.nodes("Concat", places, outputs: 1, ["axis": .int(2)])[0]
    for (index, layer) in hidden.enumerated() {
      x = graph.node("Tanh", layer.onnx(&graph, x, named: "hidden.\(index)"))
    }
    return decoder.onnx(&graph, x, named: "decoder")
  }
}

extension TokenEncoder {
  /// All that is given of each word, side by side: [N, T, D].
  fileprivate func onnx(_ graph: inout ONNXGraph) throws -> ONNXGraph.Value {
    let sizes: [ONNXGraph.Size] = [.named("N"), .named("T")]
    var parts: [ONNXGraph.Value] = []
    if let words {
      parts.append(words.onnx(&graph, graph.input("words", .int64, sizes), named: "words.words"))
    }
    if let vectors {
      parts.append(
        vectors.onnx(&graph, graph.input("vectors", .int64, sizes), named: "words.vectors"))
    }
    if let characters {
      let ids = graph.input("characters", .int64, sizes + [.named("C")])
      let lengths = graph.input("character_lengths", .int32, sizes)
      let flat = graph.node("Reshape", lengths, graph.constant([-1]))
      // Words one below the other: [N · T, C].
      let rows = graph.nodes(
        "Concat", [graph.constant([-1]), graph.sizes(of: ids, 2..<3)], outputs: 1, ["axis": .int(0)]
      )[0]
      let vectors = try characters.onnx(
        &graph, graph.node("Reshape", ids, rows), lengths: flat)
      let shape = graph.nodes(
        "Concat", [graph.sizes(of: ids, 0..<2), graph.constant([-1])],
        outputs: 1, ["axis": .int(0)])[0]
      parts.append(graph.node("Reshape", vectors, shape))
    }
    if let shapes {
      parts.append(
        shapes.onnx(&graph, graph.input("shapes", .int64, sizes), named: "words.shapes"))
    }
    if let affixes {
      let ids = graph.input("affixes", .int64, sizes + [.named("A")])
      let counts = graph.node(
        "Cast", graph.input("affix_counts", .int32, sizes), attributes: ["to": .int(1)])
      let column = graph.node("Unsqueeze", counts, graph.constant([2]))
      let places = graph.node(
        "Cast",
        graph.node("Range", graph.scalar(0), graph.size(of: ids, axis: 2), graph.scalar(1)),
        attributes: ["to": .int(1)])
      let share = graph.node("Div", graph.number(1), graph.node("Max", column, graph.number(1)))
      let weights = graph.node(
        "Where", graph.node("Less", places, column), share, graph.number(0))
      parts.append(affixes.onnxSum(&graph, ids, weights: weights, named: "words.affixes"))
    }
    return parts.count == 1
      ? parts[0] : graph.nodes("Concat", parts, outputs: 1, ["axis": .int(2)])[0]
  }
}

extension CharacterEncoder {
  /// The vectors of words from their characters: [U, C] and lengths [U] → [U, D].
  fileprivate func onnx(
    _ graph: inout ONNXGraph, _ ids: ONNXGraph.Value, lengths: ONNXGraph.Value
  ) throws -> ONNXGraph.Value {
    // What stands beyond a sentence's end has no characters, and what comes out of it is not read.
    let atLeastOne = graph.node(
      "Max", lengths, graph.node("Cast", graph.constant([1]), attributes: ["to": .int(6)]))
    switch self {
    case let convolution as CharacterConvolution:
      let vectors = convolution.embedding.onnx(&graph, ids, named: "words.characters.embedding")
      // Padding's vector is zeros, as what a convolution sees beyond a word.
      return graph.maxOverTime(
        try convolution.convolution.onnx(
          &graph, vectors, named: "words.characters.convolution"), lengths: atLeastOne)
    case let recurrence as CharacterRecurrence:
      let vectors = recurrence.embedding.onnx(&graph, ids, named: "words.characters.embedding")
      let (_, last) = try recurrence.rnn.onnx(
        &graph, vectors, lengths: atLeastOne, named: "words.characters.rnn")
      return graph.node(
        "Reshape",
        graph.node("Transpose", last.last!.hidden, attributes: ["perm": .ints([1, 0, 2])]),
        graph.constant([0, -1]))
    default: throw InputError.notInONNX("words from characters by a \(type(of: self))")
    }
  }
}
