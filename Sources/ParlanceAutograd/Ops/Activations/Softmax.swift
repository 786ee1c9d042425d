import ParlanceArrays

/// Softmax over an axis: yᵢ = e^xᵢ / Σⱼ e^xⱼ.
public func softmax(_ x: Tensor, axis: Int = -1) -> Tensor {
  .softmax("softmax", x, axis, logarithm: false)
}

/// The logarithm of softmax over an axis, without the loss of digits of its two steps.
public func logSoftmax(_ x: Tensor, axis: Int = -1) -> Tensor {
  .softmax("logSoftmax", x, axis, logarithm: true)
}

/// Softmin over an axis: the softmax of −x.
public func softmin(_ x: Tensor, axis: Int = -1) -> Tensor { softmax(-x, axis: axis) }

extension Tensor {
  fileprivate static func softmax(
    _ name: String, _ x: Tensor, _ axis: Int, logarithm: Bool
  ) -> Tensor {
    // A scalar counts as one element along axis 0.
    if x.shape.isEmpty {
      return softmax(name, x.reshaped([1]), axis, logarithm: logarithm).reshaped([])
    }
    let (place, last) = (x.axis(axis, name), x.array.rank - 1)
    // The kernels run along the last axis.
    if place != last {
      return softmax(name, x.transposed(place, last), -1, logarithm: logarithm)
        .transposed(place, last)
    }
    let y = x.kernels.softmax(x.array, logarithm: logarithm)
    return operation(
      name, y,
      OperationInput(x) { dy, dx in
        dx.accumulate(y.shape, like: y) {
          dy.kernels.addSoftmaxGradient(y: y, dy: dy, logarithm: logarithm, &$0)
        }
      })
  }
}
