import ParlanceNN
import ParlanceSystem
import ParlanceText
import ParlanceTraining

extension TextClassifier: ONNXExporting {
  /// tokens [N, T] and lengths [N], or of a bag features [N, F] and what each counts, weights [N, F] →
  /// probabilities [N, L].
  public func onnxFiles() throws -> [ONNXFile] {
    guard let network = network as? any ONNXClassifierNetwork else {
      throw InputError.notInONNX("a classifier of the kind \(architecture.modelType.rawValue)")
    }
    var graph = ONNXGraph()
    let logits = try network.onnxLogits(&graph)
    let scaled = graph.node("Div", logits, graph.number(Float(scaling.temperature)))
    graph.output(
      isMultiLabel
        ? graph.node("Sigmoid", scaled)
        : graph.node("Softmax", scaled, attributes: ["axis": .int(-1)]),
      as: "probabilities", .float, [.named("N"), .size(labels.count)])
    var metadata = [
      ("parlance.kind", Self.kind), ("parlance.labels", labels.names.joined(separator: "\n")),
      ("parlance.vocabulary", encoder.vocabulary.tokens.joined(separator: "\n")),
    ]
    if isMultiLabel {
      metadata.append(("parlance.thresholds", thresholds.map { "\($0)" }.joined(separator: "\n")))
    }
    return [ONNXFile(graph, name: "classifier", metadata: metadata)]
  }

  public func exportedInputs(of line: String) -> [ExportedInput] {
    let text = encoder.encode([line])
    let (count, ids) = (text.ids.count, text.ids)
    guard architecture.modelType.readsWeights else {
      // A convolution sees at least a window; an id of 0 is padding.
      let widest = architecture.modelType == .cnn ? architecture.filterWidths.max() ?? 1 : 1
      let padded = ids + [Int32](repeating: Vocabulary.paddingID, count: max(0, widest - count))
      return [
        ExportedInput("tokens", shape: [1, padded.count], padded),
        ExportedInput("lengths", shape: [1], [count]),
      ]
    }
    let isSum = architecture.modelType == .dan && architecture.reduction == .sum
    let share = isSum ? 1 : 1 / Float(max(count, 1))
    let weights = text.weights.isEmpty ? [Float](repeating: share, count: count) : text.weights
    return [
      ExportedInput("features", shape: [1, count], ids),
      ExportedInput("weights", shape: [1, count], floats: weights),
    ]
  }
}

extension ClassifierArchitecture.ModelType {
  /// Whether what each id counts is given with it.
  fileprivate var readsWeights: Bool { readsBag || self == .dan }
}

/// A network that ONNX has operators for.
protocol ONNXClassifierNetwork: ClassifierNetwork {
  /// Adds the network with its inputs to a graph: → the logits [N, L].
  func onnxLogits(_ graph: inout ONNXGraph) throws -> ONNXGraph.Value
}

extension ONNXGraph {
  /// features and weights.
  fileprivate mutating func bag() -> (ids: Value, weights: Value) {
    (
      input("features", .int64, [.named("N"), .named("F")]),
      input("weights", .float, [.named("N"), .named("F")])
    )
  }

  /// tokens and lengths.
  fileprivate mutating func sequence() -> (tokens: Value, lengths: Value) {
    (
      input("tokens", .int64, [.named("N"), .named("T")]),
      input("lengths", .int32, [.named("N")])
    )
  }
}

extension HiddenLayers {
  fileprivate func onnx(_ graph: inout ONNXGraph, _ x: ONNXGraph.Value) -> ONNXGraph.Value {
    layers.enumerated().reduce(x) { x, layer in
      graph.node("Relu", layer.element.onnx(&graph, x, named: "hidden.\(layer.offset)"))
    }
  }
}

extension LogisticClassifier: ONNXClassifierNetwork {
  func onnxLogits(_ graph: inout ONNXGraph) throws -> ONNXGraph.Value {
    guard embedding == nil else {
      throw InputError.notInONNX("logistic regression over given word vectors beside its features")
    }
    let (ids, weights) = graph.bag()
    return graph.node(
      "Add", features.onnxSum(&graph, ids, weights: weights, named: "features"),
      graph.weight(bias, named: "bias"))
  }
}

extension FeedForwardClassifier: ONNXClassifierNetwork {
  func onnxLogits(_ graph: inout ONNXGraph) throws -> ONNXGraph.Value {
    let (ids, weights) = graph.bag()
    let mean = embedding.onnxSum(&graph, ids, weights: weights, named: "embedding")
    return output.onnx(&graph, hidden.onnx(&graph, mean), named: "output")
  }
}

extension DeepAveragingClassifier: ONNXClassifierNetwork {
  func onnxLogits(_ graph: inout ONNXGraph) throws -> ONNXGraph.Value {
    let (ids, weights) = graph.bag()
    let mean = embedding.onnxSum(&graph, ids, weights: weights, named: "embedding")
    return output.onnx(&graph, hidden.onnx(&graph, mean), named: "output")
  }
}

extension ConvolutionalClassifier: ONNXClassifierNetwork {
  func onnxLogits(_ graph: inout ONNXGraph) throws -> ONNXGraph.Value {
    let (tokens, lengths) = graph.sequence()
    let vectors = embedding.table.onnx(&graph, tokens, named: "embedding")
    let widest = architecture.filterWidths.max() ?? 1
    let long = graph.node("Cast", lengths, attributes: ["to": .int(7)])
    let seen = graph.node("Max", long, graph.constant([widest]))
    var answers: [ONNXGraph.Value] = []
    for (index, convolution) in convolutions.enumerated() {
      let windows = graph.node("Sub", seen, graph.constant([convolution.weight.shape[2] - 1]))
      let found = try convolution.onnx(&graph, vectors, named: "convolutions.\(index)")
      answers.append(graph.node("Relu", graph.maxOverTime(found, lengths: windows)))
    }
    let all = graph.nodes("Concat", answers, outputs: 1, ["axis": .int(1)])[0]
    return output.onnx(&graph, all, named: "output")
  }
}

extension RecurrentClassifier: ONNXClassifierNetwork {
  func onnxLogits(_ graph: inout ONNXGraph) throws -> ONNXGraph.Value {
    let (tokens, lengths) = graph.sequence()
    let (states, last) = try rnn.onnx(
      &graph, embedding.table.onnx(&graph, tokens, named: "embedding"), lengths: lengths,
      named: "rnn")
    // [directions, N, H] → [N, directions · H]
    let ends = graph.node(
      "Reshape",
      graph.node("Transpose", last.last!.hidden, attributes: ["perm": .ints([1, 0, 2])]),
      graph.constant([0, -1]))
    let pooled = pooling.onnx(&graph, states, lengths: lengths, last: ends)
    return output.onnx(&graph, pooled, named: "output")
  }
}

extension TransformerClassifier: ONNXClassifierNetwork {
  func onnxLogits(_ graph: inout ONNXGraph) throws -> ONNXGraph.Value {
    var (tokens, lengths) = graph.sequence()
    var x = embedding.table.onnx(&graph, tokens, named: "embedding")
    if let projection { x = projection.onnx(&graph, x, named: "projection") }
    x = graph.node("Mul", x, graph.number(Float(architecture.hiddenSize).squareRoot()))
    if let start {
      let rows = graph.nodes(
        "Concat", [graph.sizes(of: tokens, 0..<1), graph.constant([1, architecture.hiddenSize])],
        outputs: 1, ["axis": .int(0)])[0]
      let first = graph.node("Expand", graph.weight(start, named: "start"), rows)
      x = graph.nodes("Concat", [first, x], outputs: 1, ["axis": .int(1)])[0]
      let one = graph.node("Cast", graph.constant([1]), attributes: ["to": .int(6)])
      lengths = graph.node("Add", lengths, one)
    }
    let states = try encoder.onnx(&graph, x, lengths: lengths, named: "encoder")
    return output.onnx(
      &graph, pooling.onnx(&graph, states, lengths: lengths, last: ""), named: "output")
  }
}

extension SequencePooling {
  fileprivate func onnx(
    _ graph: inout ONNXGraph, _ states: ONNXGraph.Value, lengths: ONNXGraph.Value,
    last: ONNXGraph.Value
  ) -> ONNXGraph.Value {
    switch kind {
    case .last: return last
    case .first:
      let one = graph.constant([1])
      return graph.node(
        "Squeeze", graph.node("Slice", states, graph.constant([0]), one, one), one)
    case .max:
      let features = graph.node("Transpose", states, attributes: ["perm": .ints([0, 2, 1])])
      return graph.maxOverTime(features, lengths: lengths)
    case .mean:
      let counts = graph.node("Cast", lengths, attributes: ["to": .int(1)])
      return graph.node(
        "Div", graph.sumOverTime(graph.within(lengths, states)),
        graph.node("Unsqueeze", counts, graph.constant([1])))
    case .attention:
      let keys = graph.node("Tanh", projection!.onnx(&graph, states, named: "pooling.projection"))
      let scores = graph.node(
        "Squeeze", context!.onnx(&graph, keys, named: "pooling.context"), graph.constant([2]))
      let mask = graph.mask(lengths, steps: graph.size(of: states, axis: 1))
      let shares = graph.node(
        "Softmax", graph.choose(mask, scores, else: -.infinity), attributes: ["axis": .int(1)])
      return graph.sumOverTime(
        graph.node("Mul", states, graph.node("Unsqueeze", shares, graph.constant([2]))))
    }
  }
}

extension ONNXGraph {
  /// Zeros beyond the lengths: [N, T, D].
  fileprivate mutating func within(_ lengths: Value, _ x: Value) -> Value {
    let mask = mask(lengths, steps: size(of: x, axis: 1))
    return choose(node("Unsqueeze", mask, constant([2])), x, else: 0)
  }

  /// The sum over the steps: [N, T, D] → [N, D].
  fileprivate mutating func sumOverTime(_ x: Value) -> Value {
    node("ReduceSum", x, constant([1]), attributes: ["keepdims": .int(0)])
  }
}
