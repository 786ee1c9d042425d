import ParlanceArrays
import ParlanceAutograd
import ParlanceSystem

extension LayerNorm {
  /// The layer: the shape stays.
  public func onnx(
    _ graph: inout ONNXGraph, _ x: ONNXGraph.Value, named name: String
  ) -> ONNXGraph.Value {
    let shape = Array(normalisedShape)
    let ones = NDArray(repeating: 1, shape: shape)
    var inputs = [
      x,
      weight.map { graph.weight($0, named: name + ".weight") }
        ?? graph.weight(ones, named: name + ".weight"),
    ]
    if let bias { inputs.append(graph.weight(bias, named: name + ".bias")) }
    return graph.nodes(
      "LayerNormalization", inputs, outputs: 1,
      ["axis": .int(-shape.count), "epsilon": .float(Float(epsilon))])[0]
  }
}

extension Activation {
  /// The function element by element.
  ///
  /// - Throws: `InputError` for one that no transformer of this library has.
  func onnx(_ graph: inout ONNXGraph, _ x: ONNXGraph.Value) throws -> ONNXGraph.Value {
    switch self {
    case .relu: return graph.node("Relu", x)
    case .gelu(isApproximate: false):
      // x (1 + erf(x ⁄ √2)) ⁄ 2
      let part = graph.node("Erf", graph.node("Mul", x, graph.number(Float(0.5.squareRoot()))))
      let sum = graph.node("Add", part, graph.number(1))
      return graph.node("Mul", graph.node("Mul", x, graph.number(0.5)), sum)
    default: throw InputError.notInONNX("the activation \(self)")
    }
  }
}

extension TransformerLayerOptions {
  /// x + f(x), normalised before or after.
  fileprivate func onnx(
    _ graph: inout ONNXGraph, _ x: ONNXGraph.Value, _ norm: LayerNorm, named name: String,
    _ part: (inout ONNXGraph, ONNXGraph.Value) throws -> ONNXGraph.Value
  ) rethrows -> ONNXGraph.Value {
    if normalisesFirst {
      return graph.node("Add", x, try part(&graph, norm.onnx(&graph, x, named: name)))
    }
    return norm.onnx(&graph, graph.node("Add", x, try part(&graph, x)), named: name)
  }

  fileprivate func onnxFeedForward(
    _ graph: inout ONNXGraph, _ x: ONNXGraph.Value, _ first: Linear, _ second: Linear,
    named name: String
  ) throws -> ONNXGraph.Value {
    let hidden = try activation.onnx(&graph, first.onnx(&graph, x, named: name + ".linear1"))
    return second.onnx(&graph, hidden, named: name + ".linear2")
  }
}

/// What tokens of a graph attend to among themselves and those before them.
public struct ONNXSelfAttention {
  /// Where a token may attend, as broadcasts to [N, H, T, S].
  let mask: ONNXGraph.Value
  /// What turns queries and keys.
  let rotary: (RotaryPositions, ONNXPlaces)?

  /// Takes both.
  public init(mask: ONNXGraph.Value, rotary: (RotaryPositions, ONNXPlaces)? = nil) {
    (self.mask, self.rotary) = (mask, rotary)
  }
}

extension TransformerEncoderLayer {
  /// The layer over [N, T, E].
  ///
  /// - `past`: keys and values of earlier tokens.
  /// - Returns: the result, and the keys and values of all tokens.
  public func onnx(
    _ graph: inout ONNXGraph, _ x: ONNXGraph.Value, _ own: ONNXSelfAttention,
    past: ONNXMemory? = nil, named name: String
  ) throws -> (outputs: ONNXGraph.Value, memory: ONNXMemory) {
    let (y, memory) = graph.attended(x, attention, norms[0], options, own, past, named: name)
    let z = try options.onnx(&graph, y, norms[1], named: name + ".norm2") {
      try options.onnxFeedForward(&$0, $1, first, second, named: name)
    }
    return (z, memory)
  }
}

extension TransformerDecoderLayer {
  /// What the tokens of targets attend to in a source [N, S, E].
  public func onnxMemory(
    _ graph: inout ONNXGraph, of source: ONNXGraph.Value, named name: String
  ) -> ONNXMemory {
    sourceAttention.onnxMemory(&graph, of: source, named: name + ".multihead_attn")
  }

  /// The layer over [N, T, E], which attends to a source too.
  ///
  /// - `isWithin`: which places of the source hold tokens, as broadcasts to [N, H, T, S].
  /// - Returns: the result, the weights on the source [N, H, T, S], and the keys and values of all tokens.
  public func onnx(
    _ graph: inout ONNXGraph, _ x: ONNXGraph.Value, _ own: ONNXSelfAttention, past: ONNXMemory?,
    source: ONNXMemory, isWithin: ONNXGraph.Value, named name: String
  ) throws -> (outputs: ONNXGraph.Value, weights: ONNXGraph.Value, memory: ONNXMemory) {
    let (y, memory) = graph.attended(x, attention, norms[0], options, own, past, named: name)
    var weights = ""
    let z = options.onnx(&graph, y, norms[1], named: name + ".norm2") {
      let found = sourceAttention.onnx(
        &$0, from: $1, source, mask: isWithin, named: name + ".multihead_attn")
      weights = found.weights
      return found.outputs
    }
    let outputs = try options.onnx(&graph, z, norms[2], named: name + ".norm3") {
      try options.onnxFeedForward(&$0, $1, first, second, named: name)
    }
    return (outputs, weights, memory)
  }
}

extension ONNXGraph {
  /// A layer's first part.
  fileprivate mutating func attended(
    _ x: Value, _ attention: MultiHeadAttention, _ norm: LayerNorm,
    _ options: TransformerLayerOptions, _ own: ONNXSelfAttention, _ past: ONNXMemory?,
    named name: String
  ) -> (outputs: Value, memory: ONNXMemory) {
    var all = ONNXMemory(keys: "", values: "")
    let y = options.onnx(&self, x, norm, named: name + ".norm1") { graph, x in
      let (queries, new) = attention.onnxSelf(
        &graph, x, rotary: own.rotary, named: name + ".self_attn")
      func joined(_ old: Value?, _ new: Value) -> Value {
        old.map { graph.nodes("Concat", [$0, new], outputs: 1, ["axis": .int(2)])[0] } ?? new
      }
      all = ONNXMemory(
        keys: joined(past?.keys, new.keys), values: joined(past?.values, new.values))
      return attention.onnx(&graph, queries, all, mask: own.mask, named: name + ".self_attn")
        .outputs
    }
    return (y, all)
  }
}

extension TransformerEncoder {
  /// The layers over [N, T, E]; what a row has beyond its length says nothing.
  public func onnx(
    _ graph: inout ONNXGraph, _ x: ONNXGraph.Value, lengths: ONNXGraph.Value, named name: String
  ) throws -> ONNXGraph.Value {
    let steps = graph.size(of: x, axis: 1)
    let places = ONNXPlaces(&graph, from: graph.scalar(0), count: steps)
    let own = ONNXSelfAttention(
      mask: graph.keyMask(lengths, steps: steps), rotary: rotary.map { ($0, places) })
    var x = positions?.onnx(&graph, x, places, named: name + ".positions") ?? x
    for (index, layer) in layers.enumerated() {
      x = try layer.onnx(&graph, x, own, named: "\(name).layers.\(index)").outputs
    }
    return norm?.onnx(&graph, x, named: name + ".norm") ?? x
  }
}
