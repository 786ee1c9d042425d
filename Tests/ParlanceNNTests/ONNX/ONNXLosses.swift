import ParlanceArrays
import ParlanceAutograd
import ParlanceNN

extension ONNXNode {
  static let losses: [String: Operator] = [
    "NegativeLogLikelihoodLoss": { node in
      [
        negativeLogLikelihood(
          node.classesLast, node.ids(1), weight: node.has(2) ? node.x(2) : nil,
          ignoring: Int32(node.int("ignore_index", -100)), reduction: node.reduction
        ).asTargets(node)
      ]
    },
    "SoftmaxCrossEntropyLoss": { node in
      let loss = crossEntropy(
        node.classesLast, node.ids(1), weight: node.has(2) ? node.x(2) : nil,
        ignoring: Int32(node.int("ignore_index", -100)), reduction: node.reduction)
      return [loss.asTargets(node), logSoftmax(node.x(0), axis: 1)]
    },
  ]

  private var reduction: Reduction {
    switch string("reduction", "mean") {
    case "none": .none
    case "sum": .sum
    default: .mean
    }
  }

  /// [N, C, d1, ..] → [N, d1, .., C].
  private var classesLast: Tensor {
    let axes = Array(shape(0).indices)
    return x(0).permuted([0] + axes.dropFirst(2) + [1])
  }
}

extension Tensor {
  fileprivate func asTargets(_ node: ONNXNode) -> Tensor {
    shape.isEmpty ? self : reshaped(node.shape(1))
  }
}
