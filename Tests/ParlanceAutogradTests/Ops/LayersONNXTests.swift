import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

/// ONNX's node tests of products, normalisation, pooling and attention.
@Suite struct LayersONNXTests {
  /// A node's inputs, by place, and its settings.
  private struct Node {
    let golden: GoldenCase
    let type: ElementType

    subscript(_ place: Int) -> Tensor? {
      golden.array("in.x\(place)").map { Tensor($0.cast(to: type)) }
    }

    func number(_ name: String, _ standard: Double) -> Double {
      golden.settings.has(name) ? golden.settings.double(name) : standard
    }

    func whole(_ name: String, _ standard: Int) -> Int { Int(number(name, Double(standard))) }
  }

  @Test(arguments: GoldenCase.all("layers_onnx"), precisions.map(\.type))
  func node(_ golden: GoldenCase, _ type: ElementType) throws {
    let found = try results(Node(golden: golden, type: type))
    for (place, output) in golden.settings.ints("outputs").enumerated() {
      let expected = try #require(golden.array("out.\(place)"))
      let y = try #require(found[output])
      // The files hold single precision.
      #expect(distance(y.array, expected) < 1e-5, "\(golden), output \(output)")
    }
  }

  private func results(_ node: Node) throws -> [Int: Tensor] {
    let (x, settings) = (node[0]!, node.golden.settings)
    switch node.golden.operation {
    case "MatMul": return [0: matmul(x, node[1]!)]
    case "Gemm":
      let a = node.whole("transA", 0) == 1 ? x.transposed : x
      let y = matmul(a, node[1]!, transposingB: node.whole("transB", 0) == 1)
      let scaled = y * node.number("alpha", 1)
      return [0: node[2].map { scaled + $0 * node.number("beta", 1) } ?? scaled]
    case "Einsum":
      let equation = settings.string("equation")
      return [0: node[1].map { einsum(equation, x, $0) } ?? einsum(equation, x)]
    case "BatchNormalization": return batchNormalization(node)
    case "Attention": return attention(node)
    default: return try #require(normalized(node) ?? pooled(node))
    }
  }

  private func normalized(_ node: Node) -> [Int: Tensor]? {
    let (x, settings) = (node[0]!, node.golden.settings)
    let epsilon = node.number("epsilon", 1e-5)
    let axis = node.whole("axis", -1)
    let axisCount = axis < 0 ? -axis : x.shape.count - axis
    switch node.golden.operation {
    case "LayerNormalization":
      let axes = Array(x.shape.indices.suffix(axisCount))
      let variance = x.variance(axes: axes, correction: 0, keepingAxes: true)
      return [
        0: layerNorm(x, node[1], node[2], axisCount: axisCount, epsilon: epsilon),
        1: x.mean(axes: axes, keepingAxes: true), 2: rsqrt(variance + epsilon),
      ]
    case "RMSNormalization":
      return [0: rmsNorm(x, node[1], axisCount: axisCount, epsilon: epsilon)]
    case "GroupNormalization":
      let groups = settings.int("num_groups")
      return [0: groupNorm(x, groups: groups, node[1], node[2], epsilon: epsilon)]
    case "InstanceNormalization":
      return [0: groupNorm(x, groups: x.shape[1], node[1], node[2], epsilon: epsilon)]
    default: return nil
    }
  }

  private func pooled(_ node: Node) -> [Int: Tensor]? {
    let (x, settings) = (node[0]!, node.golden.settings)
    let spatial = Array(2..<max(x.shape.count, 2))
    switch node.golden.operation {
    case "GlobalAveragePool": return [0: x.mean(axes: spatial, keepingAxes: true)]
    case "GlobalMaxPool": return [0: x.max(axes: spatial, keepingAxes: true)]
    case "AveragePool":
      let size = settings.ints("kernel_shape")[0]
      return [0: averagePool1d(x, size: size, stride: 1, layout: .channelsFirst)]
    case "MaxPool":
      let size = settings.ints("kernel_shape")[0]
      return [0: maxPool1d(x, size: size, stride: 1, layout: .channelsFirst)]
    case "LpPool":
      let windows = x.windows(
        axis: 2, size: settings.ints("kernel_shape")[0], step: settings.ints("strides")[0])
      return [0: windows.norm(settings.double("p"), axis: -1)]
    case "MeanVarianceNormalization":
      let centred = x - x.mean(axes: [0, 2, 3], keepingAxes: true)
      return [0: centred / sqrt(square(centred).mean(axes: [0, 2, 3], keepingAxes: true))]
    default: return nil
    }
  }

  private func batchNormalization(_ node: Node) -> [Int: Tensor] {
    let x = node[0]!
    let axes = x.shape.indices.filter { $0 != 1 }
    func perChannel(_ y: Tensor) -> Tensor {
      y.reshaped([y.shape[0]] + [Int](repeating: 1, count: x.shape.count - 2))
    }
    var (mean, variance) = (node[3]!, node[4]!)
    var results: [Int: Tensor] = [:]
    if node.whole("training_mode", 0) == 1 {
      let own = (x.mean(axes: axes), x.variance(axes: axes, correction: 0))
      results[1] = mean * 0.9 + own.0 * 0.1
      results[2] = variance * 0.9 + own.1 * 0.1
      (mean, variance) = own
    }
    let inverse = perChannel(rsqrt(variance + node.number("epsilon", 1e-5)))
    results[0] = (x - perChannel(mean)) * inverse * perChannel(node[1]!) + perChannel(node[2]!)
    return results
  }

  private func attention(_ node: Node) -> [Int: Tensor] {
    let isPacked = node[0]!.shape.count == 3
    func heads(_ x: Tensor, _ name: String) -> Tensor {
      guard isPacked else { return x }
      let (count, width) = (node.whole(name, 1), x.shape[2])
      // Heads as they lie, without an exchange of axes.
      return x.reshaped([x.shape[0], count, x.shape[1], width / count])
    }
    let q = heads(node[0]!, "q_num_heads")
    var (k, v) = (heads(node[1]!, "kv_num_heads"), heads(node[2]!, "kv_num_heads"))
    if let past = node[4] { k = concatenate([past, k], axis: 2) }
    if let past = node[5] { v = concatenate([past, v], axis: 2) }
    var results = [1: k, 2: v]
    // Heads of queries in groups, each with all heads of keys.
    let groups = q.shape[1] / k.shape[1]
    func grouped(_ x: Tensor, _ groups: Int) -> Tensor {
      x.reshaped([x.shape[0], groups, x.shape[1] / groups, x.shape[2], x.shape[3]])
    }
    let parts = (grouped(q, groups), grouped(k, 1), grouped(v, 1))
    let isMask = node.golden.settings.string("masks").contains("x3")
    let scale = node.golden.settings.has("scale") ? node.number("scale", 1) : nil
    let extra = node[3].map { $0.shape.count == 4 ? $0.unsqueezed(axis: 1) : $0 }
    let cap = node.number("softcap", 0)
    let limits = AttentionLimits(isCausal: node.whole("is_causal", 0) == 1)
    let scores = matmul(
      parts.0 * (scale ?? 1 / Double(q.shape[3]).squareRoot()), parts.1, transposingB: true)
    let biased = !isMask ? extra.map { scores + $0 } ?? scores : scores
    let capped = cap > 0 ? tanh(biased / cap) * cap : biased
    let weights =
      cap > 0
      ? softmax(capped)
      : attentionWeights(
        parts.0, parts.1, mask: isMask ? extra : nil, bias: isMask ? nil : extra, limits: limits,
        scale: scale)
    let y = matmul(weights, parts.2)
    let joined = y.reshaped([y.shape[0], q.shape[1], y.shape[3], y.shape[4]])
    let (batch, steps) = (joined.shape[0], joined.shape[2])
    results[0] =
      isPacked
      ? joined.permuted([0, 2, 1, 3]).reshaped([batch, steps, q.shape[1] * joined.shape[3]])
      : joined
    let shown = [scores, biased, capped, weights][node.whole("qk_matmul_output_mode", 0)]
    results[3] = shown.reshaped([shown.shape[0], q.shape[1], shown.shape[3], shown.shape[4]])
    return results
  }
}
