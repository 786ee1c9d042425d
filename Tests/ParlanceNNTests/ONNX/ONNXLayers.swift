import ParlanceArrays
import ParlanceAutograd
import ParlanceNN

extension ONNXNode {
  static let layers: [String: Operator] = [
    "Attention": { $0.attention() },
    "BatchNormalization": batchNormalization,
    "Gemm": { node in
      let a = node.int("transA", 0) == 1 ? node.x(0).transposed : node.x(0)
      let b = node.int("transB", 0) == 1 ? node.x(1).transposed : node.x(1)
      let product = matmul(a, b) * node.double("alpha", 1)
      return [node.has(2) ? product + node.x(2) * node.double("beta", 1) : product]
    },
    "GlobalAveragePool": { [$0.x(0).mean(axes: [2], keepingAxes: true)] },
    "GlobalMaxPool": { [$0.x(0).max(axes: [2], keepingAxes: true)] },
    "GroupNormalization": { node in
      let x = node.x(0)
      let groups = node.int("num_groups", 1)
      let flat = x.reshaped([x.shape[0], groups, -1])
      let y = normalized(flat, [2], node.double("epsilon", 1e-5)).reshaped(x.shape)
      return [scaled(y, node.x(1), node.x(2))]
    },
    "InstanceNormalization": { node in
      let x = node.x(0)
      let y = normalized(x, Array(2..<x.shape.count), node.double("epsilon", 1e-5))
      return [scaled(y, node.x(1), node.x(2))]
    },
    "LayerNormalization": layerNormalization,
    "MatMul": { [matmul($0.x(0), $0.x(1))] },
    "MeanVarianceNormalization": { node in
      let x = node.x(0)
      let (mean, deviation) = (
        x.mean(axes: [0, 2, 3], keepingAxes: true),
        x.standardDeviation(axes: [0, 2, 3], correction: 0, keepingAxes: true)
      )
      return [(x - mean) / (deviation + 1e-9)]
    },
    "RMSNormalization": { node in
      let x = node.x(0)
      let axis = node.int("axis", -1)
      let axes = Array((axis < 0 ? axis + x.shape.count : axis)..<x.shape.count)
      let mean = square(x).mean(axes: axes, keepingAxes: true)
      return [x * rsqrt(mean + node.double("epsilon", 1e-5)) * node.x(1)]
    },
  ]

  private static func normalized(_ x: Tensor, _ axes: [Int], _ epsilon: Double) -> Tensor {
    let variance = x.variance(axes: axes, correction: 0, keepingAxes: true)
    return (x - x.mean(axes: axes, keepingAxes: true)) * rsqrt(variance + epsilon)
  }

  /// By channel: [N, C, ..] and [C].
  private static func scaled(_ x: Tensor, _ weight: Tensor, _ bias: Tensor) -> Tensor {
    let shape = [weight.shape[0]] + x.shape.dropFirst(2).map { _ in 1 }
    return x * weight.reshaped(shape) + bias.reshaped(shape)
  }

  private static func batchNormalization(_ node: ONNXNode) -> [Tensor?] {
    let (x, epsilon) = (node.x(0), node.double("epsilon", 1e-5))
    func channels(_ x: Tensor, _ like: Tensor) -> Tensor {
      x.reshaped([x.shape[0]] + like.shape.dropFirst(2).map { _ in 1 })
    }
    let axes = [0] + Array(2..<x.shape.count)
    guard node.int("training_mode", 0) == 1 else {
      let y = (x - channels(node.x(3), x)) * rsqrt(channels(node.x(4), x) + epsilon)
      return [scaled(y, node.x(1), node.x(2))]
    }
    let (mean, variance) = (x.mean(axes: axes), x.variance(axes: axes, correction: 0))
    let momentum = node.double("momentum", 0.9)
    func running(_ place: Int, _ new: Tensor) -> Tensor {
      node.x(place) * momentum + new * (1 - momentum)
    }
    return [
      scaled(normalized(x, axes, epsilon), node.x(1), node.x(2)), running(3, mean),
      running(4, variance),
    ]
  }

  private static func layerNormalization(_ node: ONNXNode) -> [Tensor?] {
    let (x, epsilon) = (node.x(0), node.double("epsilon", 1e-5))
    let axis = node.int("axis", -1)
    let first = axis < 0 ? axis + x.shape.count : axis
    let size = x.shape[first...].reduce(1, *)
    let bias = node.has(2) ? node.x(2) : Tensor(NDArray(zeros: Array(x.shape[first...])))
    let flat = x.reshaped(x.shape[..<first] + [size])
    let y = layerNorm(flat, node.x(1).flattened(), bias.flattened(), epsilon: epsilon)
    let axes = Array(first..<x.shape.count)
    let variance = x.variance(axes: axes, correction: 0, keepingAxes: true)
    return [y.reshaped(x.shape), x.mean(axes: axes, keepingAxes: true), rsqrt(variance + epsilon)]
  }
}
