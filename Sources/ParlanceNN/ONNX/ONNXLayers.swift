import ParlanceArrays
import ParlanceAutograd
import ParlanceSystem

extension InputError {
  /// Says that a layer has no equal among ONNX's operators.
  public static func notInONNX(_ what: String) -> InputError {
    InputError(.badData, "\(what) cannot be written as ONNX, whose operators have no such thing")
  }
}

extension Linear {
  /// x W + b: [.., I] → [.., O].
  public func onnx(
    _ graph: inout ONNXGraph, _ x: ONNXGraph.Value, named name: String
  ) -> ONNXGraph.Value {
    graph.linear(x, weight, bias, isTransposed: isTransposed, named: name)
  }
}

extension FullSoftmax {
  /// log softmax(h W + b): [.., H] → [.., V].
  public func onnx(
    _ graph: inout ONNXGraph, _ hidden: ONNXGraph.Value, named name: String
  ) -> ONNXGraph.Value {
    graph.node(
      "LogSoftmax",
      graph.linear(hidden, weight, bias, isTransposed: isTransposed, named: name),
      attributes: ["axis": .int(-1)])
  }
}

extension OutputLayer {
  /// The log-probabilities of all tokens: [.., H] → [.., V].
  ///
  /// - Throws: `InputError` for a layer that is no softmax over all tokens.
  public func onnxLogProbabilities(
    _ graph: inout ONNXGraph, _ hidden: ONNXGraph.Value, named name: String
  ) throws -> ONNXGraph.Value {
    switch self {
    case let full as FullSoftmax: return full.onnx(&graph, hidden, named: name)
    case let sampled as any SampledOutputLayer:
      let logits = graph.linear(
        hidden, sampled.weight, sampled.bias, isTransposed: true, named: name)
      return graph.node("LogSoftmax", logits, attributes: ["axis": .int(-1)])
    default: throw InputError.notInONNX("an output layer of the kind \(type(of: self))")
    }
  }
}

extension Embedding {
  /// The rows of ids: [..] → [.., D].
  public func onnx(
    _ graph: inout ONNXGraph, _ ids: ONNXGraph.Value, named name: String
  ) -> ONNXGraph.Value {
    graph.node("Gather", graph.weight(weight, named: name + ".weight"), ids)
  }
}

extension EmbeddingBag {
  /// Σᵢ wᵢ v(idᵢ) over the last axis: ids and weights [.., F] → [.., D].
  public func onnxSum(
    _ graph: inout ONNXGraph, _ ids: ONNXGraph.Value, weights: ONNXGraph.Value, named name: String
  ) -> ONNXGraph.Value {
    let rows = graph.node("Gather", graph.weight(weight, named: name + ".weight"), ids)
    let column = graph.node("Unsqueeze", weights, graph.constant([-1]))
    return graph.node(
      "ReduceSum", graph.node("Mul", rows, column), graph.constant([-2]),
      attributes: ["keepdims": .int(0)])
  }
}

extension Conv1d {
  /// The layer over [N, T, C], without what lies beyond a length: → [N, O, T′].
  public func onnx(
    _ graph: inout ONNXGraph, _ x: ONNXGraph.Value, named name: String
  ) throws -> ONNXGraph.Value {
    guard layout == .channelsLast else {
      throw InputError.notInONNX("a convolution over the last axis")
    }
    let reach = dilation * (weight.shape[2] - 1)
    let pads =
      switch padding {
      case .valid: [0, 0]
      case .same: [reach / 2, reach - reach / 2]
      case .both(let count): [count, count]
      case .sides(let before, let after): [before, after]
      }
    var inputs = [
      graph.node("Transpose", x, attributes: ["perm": .ints([0, 2, 1])]),
      graph.weight(weight, named: name + ".weight"),
    ]
    if let bias { inputs.append(graph.weight(bias, named: name + ".bias")) }
    return graph.nodes(
      "Conv", inputs, outputs: 1,
      [
        "kernel_shape": .ints([weight.shape[2]]), "strides": .ints([stride]), "pads": .ints(pads),
        "dilations": .ints([dilation]), "group": .int(groups),
      ])[0]
  }
}

extension ONNXGraph {
  /// x W + b over the last axis.
  public mutating func linear(
    _ x: Value, _ weight: Parameter, _ bias: Parameter?, isTransposed: Bool, named name: String
  ) -> Value {
    let own = self.weight(weight, named: name + ".weight")
    let matrix = isTransposed ? node("Transpose", own, attributes: ["perm": .ints([1, 0])]) : own
    let product = node("MatMul", x, matrix)
    guard let bias else { return product }
    return node("Add", product, self.weight(bias, named: name + ".bias"))
  }

  /// Which of T steps lie within lengths: [N] and the size of an axis → [N, T].
  public mutating func mask(_ lengths: Value, steps: Value) -> Value {
    let places = node("Range", scalar(0), steps, scalar(1))
    let ends = node("Cast", lengths, attributes: ["to": .int(ElementType.int64.rawValue)])
    return node(
      "Less", node("Unsqueeze", places, constant([0])), node("Unsqueeze", ends, constant([1])))
  }

  /// The sizes of some axes, in a row.
  public mutating func sizes(of value: Value, _ axes: Range<Int>) -> Value {
    node(
      "Shape", value, attributes: ["start": .int(axes.lowerBound), "end": .int(axes.upperBound)])
  }

  /// The size of an axis, as a number.
  public mutating func size(of value: Value, axis: Int) -> Value {
    node("Squeeze", sizes(of: value, axis..<axis + 1))
  }

  /// The value where a mask says so, else a number.
  public mutating func choose(_ mask: Value, _ value: Value, else other: Float) -> Value {
    node("Where", mask, value, number(other))
  }

  /// The greatest value over the steps within lengths: [N, D, T] and [N] → [N, D]; −∞ for length 0.
  public mutating func maxOverTime(_ x: Value, lengths: Value) -> Value {
    let mask = mask(lengths, steps: size(of: x, axis: 2))
    let seen = choose(node("Unsqueeze", mask, constant([1])), x, else: -.infinity)
    return node("ReduceMax", seen, attributes: ["axes": .ints([2]), "keepdims": .int(0)])
  }
}
