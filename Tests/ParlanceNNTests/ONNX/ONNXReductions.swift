import ParlanceArrays
import ParlanceAutograd

extension ONNXNode {
  static let reductions: [String: Operator] = [
    "ArgMax": { node in
      node.extremum { x, axis, keeps, last in
        x.argmax(axis: axis, keepingAxes: keeps, selectingLast: last)
      }
    },
    "ArgMin": { node in
      node.extremum { x, axis, keeps, last in
        x.argmin(axis: axis, keepingAxes: keeps, selectingLast: last)
      }
    },
    "CumSum": { node in
      [
        node.x(0).cumulativeSum(
          axis: Int(node.number(1)), isExclusive: node.int("exclusive", 0) == 1,
          isReversed: node.int("reverse", 0) == 1)
      ]
    },
    "Hardmax": { node in
      let (x, axis) = (node.x(0), node.int("axis", -1))
      return [
        oneHot(
          x.argmax(axis: axis), classes: x.shape[axis < 0 ? axis + x.shape.count : axis], axis: axis
        )
      ]
    },
    "LogSoftmax": { [logSoftmax($0.x(0), axis: $0.int("axis", -1))] },
    "ReduceL1": { $0.reduced { $0.norm(1, axes: $1, keepingAxes: $2) } },
    "ReduceL2": { $0.reduced { $0.norm(2, axes: $1, keepingAxes: $2) } },
    "ReduceLogSum": { $0.reduced { log($0.sum(axes: $1, keepingAxes: $2)) } },
    "ReduceLogSumExp": { $0.reduced { $0.logSumExp(axes: $1, keepingAxes: $2) } },
    "ReduceMax": { $0.extreme(-.infinity) { $0.max(axes: $1, keepingAxes: $2) } },
    "ReduceMean": { $0.reduced { $0.mean(axes: $1, keepingAxes: $2) } },
    "ReduceMin": { $0.extreme(.infinity) { $0.min(axes: $1, keepingAxes: $2) } },
    "ReduceProd": { $0.reduced { $0.product(axes: $1, keepingAxes: $2) } },
    "ReduceSum": { $0.reduced { $0.sum(axes: $1, keepingAxes: $2) } },
    "ReduceSumSquare": { $0.reduced { square($0).sum(axes: $1, keepingAxes: $2) } },
    "Softmax": { [softmax($0.x(0), axis: $0.int("axis", -1))] },
  ]

  private func reduced(_ function: (Tensor, [Int]?, Bool) -> Tensor) -> [Tensor?] {
    let axes = has(1) ? ints(1) : []
    if axes.isEmpty && int("noop_with_empty_axes", 0) == 1 { return [x(0)] }
    return [function(x(0), axes.isEmpty ? nil : axes, int("keepdims", 1) == 1)]
  }

  /// Of nothing, the neutral element; here a reduction of nothing traps as PyTorch's raises.
  private func extreme(
    _ neutral: Double, _ function: (Tensor, [Int]?, Bool) -> Tensor
  ) -> [Tensor?] {
    reduced { x, axes, keeps in
      let axis = axes?.first.map { $0 < 0 ? $0 + x.shape.count : $0 }
      guard let axis, x.shape[axis] == 0 else { return function(x, axes, keeps) }
      return function(x.padded(after: 1, axis: axis, mode: .constant(neutral)), axes, keeps)
    }
  }

  private func extremum(_ function: (Tensor, Int, Bool, Bool) -> Indices) -> [Tensor?] {
    [
      tensor(
        function(
          x(0), int("axis", 0), int("keepdims", 1) == 1, int("select_last_index", 0) == 1))
    ]
  }
}
