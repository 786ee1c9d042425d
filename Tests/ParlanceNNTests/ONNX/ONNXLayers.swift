import ParlanceArrays
import ParlanceAutograd
import ParlanceNN

extension ONNXNode {
  static let layers: [String: Operator] = [
    "Attention": { $0.attention() },
    "AveragePool": { node in
      let size = node.ints("kernel_shape", [])[0]
      return [averagePool1d(node.x(0), size: size, stride: 1, layout: .channelsFirst)]
    },
    "BatchNormalization": batchNormalization,
    "Einsum": { node in
      let equation = node.settings.string("equation")
      return [
        node.inputCount == 1
          ? einsum(equation, node.x(0)) : einsum(equation, node.x(0), node.x(1))
      ]
    },
    "Gemm": { node in
      let a = node.int("transA", 0) == 1 ? node.x(0).transposed : node.x(0)
      let b = node.int("transB", 0) == 1 ? node.x(1).transposed : node.x(1)
      let product = matmul(a, b) * node.double("alpha", 1)
      return [node.has(2) ? product + node.x(2) * node.double("beta", 1) : product]
    },
    "GlobalAveragePool": { [$0.x(0).mean(axes: [2], keepingAxes: true)] },
    "GlobalMaxPool": { [$0.x(0).max(axes: [2], keepingAxes: true)] },
    "GroupNormalization": { node in
      [
        groupNorm(
          node.x(0), groups: node.int("num_groups", 1), node.x(1), node.x(2),
          epsilon: node.double("epsilon", 1e-5))
      ]
    },
    "InstanceNormalization": { node in
      let x = node.x(0)
      return [
        groupNorm(
          x, groups: x.shape[1], node.x(1), node.x(2), epsilon: node.double("epsilon", 1e-5))
      ]
    },
    "LayerNormalization": layerNormalization,
    "MatMul": { [matmul($0.x(0), $0.x(1))] },
    "MaxPool": { node in
      let size = node.ints("kernel_shape", [])[0]
      return [maxPool1d(node.x(0), size: size, stride: 1, layout: .channelsFirst)]
    },
    "MeanVarianceNormalization": { node in
      let x = node.x(0)
      let (mean, deviation) = (
        x.mean(axes: [0, 2, 3], keepingAxes: true),
        x.standardDeviation(axes: [0, 2, 3], correction: 0, keepingAxes: true)
      )
      return [(x - mean) / (deviation + 1e-9)]
    },
    "RMSNormalization": { node in
      [
        rmsNorm(
          node.x(0), node.x(1), axisCount: node.axesFrom(node.int("axis", -1)),
          epsilon: node.double("epsilon", 1e-5))
      ]
    },
  ]

  /// How many axes there are from one on.
  private func axesFrom(_ axis: Int) -> Int { axis < 0 ? -axis : shape(0).count - axis }

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
    let axes = [0] + Array(2..<max(x.shape.count, 2))
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
    let count = node.axesFrom(node.int("axis", -1))
    let axes = Array(x.shape.indices.suffix(count))
    let variance = x.variance(axes: axes, correction: 0, keepingAxes: true)
    return [
      layerNorm(
        x, node.x(1), node.has(2) ? node.x(2) : nil, axisCount: count, epsilon: epsilon),
      x.mean(axes: axes, keepingAxes: true), rsqrt(variance + epsilon),
    ]
  }
}
