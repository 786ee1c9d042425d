import ParlanceArrays

/// Softmax over the last axis: yᵢ = e^xᵢ / Σⱼ e^xⱼ.
public func softmax(_ x: Tensor) -> Tensor { .softmax("softmax", x, logarithm: false) }

/// The logarithm of softmax over the last axis, without the loss of digits of its two steps.
public func logSoftmax(_ x: Tensor) -> Tensor { .softmax("logSoftmax", x, logarithm: true) }

extension Tensor {
  fileprivate static func softmax(_ name: String, _ x: Tensor, logarithm: Bool) -> Tensor {
    guard x.array.rank >= 1 else { fatalError("\(name): a scalar has no last axis") }
    let y = x.kernels.softmax(x.array, logarithm: logarithm)
    return operation(
      name, y,
      OperationInput(x) { dy, dx in
        dx.accumulate(y.shape, y.elementType) {
          dy.kernels.addSoftmaxGradient(y: y, dy: dy, logarithm: logarithm, &$0)
        }
      })
  }
}
