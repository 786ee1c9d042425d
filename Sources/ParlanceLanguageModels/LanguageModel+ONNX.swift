import ParlanceDecoding
import ParlanceNN
import ParlanceSystem
import ParlanceText
import ParlanceTraining

extension LanguageModel: ONNXExporting {
  public func onnxFiles() throws -> [ONNXFile] { [try onnx()] }

  private func onnx() throws -> ONNXFile {
    guard let network = network as? any ONNXLanguageModelNetwork else {
      throw InputError.notInONNX("a language model of the kind \(architecture.network.rawValue)")
    }
    var graph = ONNXGraph()
    try network.onnx(&graph)
    return ONNXFile(
      graph, name: "language-model",
      metadata: [
        ("parlance.kind", Self.kind), ("parlance.level", architecture.level.rawValue),
        ("parlance.vocabulary", vocabulary.tokens.joined(separator: "\n")),
      ])
  }

  /// The line's tokens after `</s>`, and states of zeros or, of a transformer, of no tokens; of a window's
  /// network, the last tokens.
  public func exportedInputs(of line: String) -> [ExportedInput] {
    let ids = [Vocabulary.sentenceEndID] + tokenizer.tokens(line).map { vocabulary.id(of: $0) }
    if network.windowLength > 0 {
      let window = (0..<network.windowLength).map {
        $0 < ids.count ? ids[ids.count - 1 - $0] : Vocabulary.sentenceStartID
      }
      return [ExportedInput("window", shape: [1, window.count], window)]
    }
    if let network = network as? TransformerLanguageModel {
      let shape = [1, network.architecture.headCount, 0, network.headSize]
      return [ExportedInput("tokens", shape: [1, ids.count], ids)]
        + network.layers.indices.flatMap { [CarriedState.keys($0), CarriedState.values($0)] }
        .map { ExportedInput($0, shape: shape, floats: []) }
    }
    let size = architecture.hiddenSize
    let states = (0..<architecture.layers).flatMap { layer in
      [CarriedState.hidden(layer)] + (architecture.cell == .lstm ? [CarriedState.cell(layer)] : [])
    }
    return [
      ExportedInput("tokens", shape: [1, ids.count], ids),
      ExportedInput("lengths", shape: [1], [ids.count]),
    ]
      + states.map {
        ExportedInput($0, shape: [1, 1, size], floats: [Float](repeating: 0, count: size))
      }
  }
}

/// A network that ONNX has operators for.
protocol ONNXLanguageModelNetwork: LanguageModelNetwork {
  /// Adds the network with its inputs and outputs to a graph.
  func onnx(_ graph: inout ONNXGraph) throws
}

extension RecurrentLanguageModel: ONNXLanguageModelNetwork {
  /// tokens [N, T], lengths [N] and the states → log_probabilities [N, T, V] of the token after each, and the
  /// states at the end, to be given with the next tokens.
  func onnx(_ graph: inout ONNXGraph) throws {
    let tokens = graph.input("tokens", .int64, [.named("N"), .named("T")])
    let lengths = graph.input("lengths", .int32, [.named("N")])
    let sizes: [ONNXGraph.Size] = [.size(1), .named("N"), .size(architecture.hiddenSize)]
    let isLSTM = architecture.cell == .lstm
    let states = (0..<architecture.layers).map { layer in
      Recurrent.ONNXState(
        hidden: graph.input(CarriedState.hidden(layer), .float, sizes),
        cell: isLSTM ? graph.input(CarriedState.cell(layer), .float, sizes) : nil)
    }
    let (outputs, after) = try rnn.onnx(
      &graph, encoder.onnx(&graph, tokens, named: "encoder"), lengths: lengths, states: states,
      named: "rnn")
    graph.output(
      try decoder.onnxLogProbabilities(&graph, outputs, named: "decoder"), as: "log_probabilities",
      .float, [.named("N"), .named("T"), .size(architecture.vocabularySize)])
    for (layer, state) in after.enumerated() {
      graph.output(state.hidden, as: CarriedState.hidden(layer) + ".next", .float, sizes)
      if let cell = state.cell {
        graph.output(cell, as: CarriedState.cell(layer) + ".next", .float, sizes)
      }
    }
  }
}

extension TransformerLanguageModel: ONNXLanguageModelNetwork {
  /// Numbers of a head.
  fileprivate var headSize: Int { architecture.hiddenSize / architecture.headCount }

  /// tokens [N, T] and each layer's keys and values of S tokens before them [N, H, S, D], none at first →
  /// log_probabilities [N, T, V] of the token after each, and the keys and values with theirs, to be given with
  /// the next tokens.
  ///
  /// What a row has after its tokens changes nothing before it, but stays in its keys: rows that go on are of one
  /// length.
  func onnx(_ graph: inout ONNXGraph) throws {
    let tokens = graph.input("tokens", .int64, [.named("N"), .named("T")])
    let sizes: [ONNXGraph.Size] = [
      .named("N"), .size(architecture.headCount), .named("S"), .size(headSize),
    ]
    let past = layers.indices.map { layer in
      ONNXMemory(
        keys: graph.input(CarriedState.keys(layer), .float, sizes),
        values: graph.input(CarriedState.values(layer), .float, sizes))
    }
    let (start, count) = (
      graph.size(of: past[0].keys, axis: 2), graph.size(of: tokens, axis: 1)
    )
    let own = ONNXSelfAttention(
      mask: graph.causalMask(past: start, count: count, window: architecture.window),
      rotary: (RotaryPositions(), ONNXPlaces(&graph, from: start, count: count)))
    var x = encoder.onnx(&graph, tokens, named: "encoder")
    if let projection { x = projection.onnx(&graph, x, named: "projection") }
    var after: [ONNXMemory] = []
    for (index, layer) in layers.enumerated() {
      let found = try layer.onnx(
        &graph, x, own, past: past[index], named: "layers.\(index)")
      x = found.outputs
      after.append(found.memory)
    }
    graph.output(
      try decoder.onnxLogProbabilities(
        &graph, norm.onnx(&graph, x, named: "norm"), named: "decoder"),
      as: "log_probabilities", .float,
      [.named("N"), .named("T"), .size(architecture.vocabularySize)])
    let grown: [ONNXGraph.Size] = [
      .named("N"), .size(architecture.headCount), .named("S + T"), .size(headSize),
    ]
    for (layer, memory) in after.enumerated() {
      graph.output(memory.keys, as: CarriedState.keys(layer) + ".next", .float, grown)
      graph.output(memory.values, as: CarriedState.values(layer) + ".next", .float, grown)
    }
  }
}

extension WindowLanguageModel: ONNXLanguageModelNetwork {
  /// window [N, n], the nearest token first → log_probabilities [N, V] of the next one.
  func onnx(_ graph: inout ONNXGraph) throws {
    let window = graph.input("window", .int64, [.named("N"), .size(architecture.window)])
    let x = graph.node(
      "Reshape", encoder.onnx(&graph, window, named: "encoder"), graph.constant([0, -1]))
    var h = x
    for (index, layer) in hidden.enumerated() {
      h = graph.node("Tanh", layer.onnx(&graph, h, named: "hidden.\(index)"))
    }
    if architecture.direct {
      h = graph.node("Concat", h, x, attributes: ["axis": .int(1)])
    }
    graph.output(
      try decoder.onnxLogProbabilities(&graph, h, named: "decoder"), as: "log_probabilities",
      .float, [.named("N"), .size(architecture.vocabularySize)])
  }
}
