import ParlanceArrays

/// The mean cross-entropy in nats of softmax(logits) against class indices: [.., V], N targets → [].
/// `crossEntropy` is its public form.
///
/// Targets equal to `ignoring` count neither in the sum nor in the mean; if all are ignored the loss
/// is 0. Where these are some rows of a larger batch, `total` is the number that the sum is divided by.
/// Traps for a target outside 0 ..< V.
package func softmaxCrossEntropy(
  _ logits: Tensor, _ targets: [Int32], ignoring: Int32 = -100, total: Int? = nil
) -> Tensor {
  let (rows, classes) = (targets.count, logits.shape.last ?? 0)
  guard logits.array.count == rows * classes, logits.array.rank >= 1 else {
    fatalError("crossEntropy: logits \(logits.shape) do not fit \(rows) targets")
  }
  if let target = targets.first(where: { $0 != ignoring && ($0 < 0 || $0 >= classes) }) {
    fatalError("crossEntropy: target \(target) is outside \(classes) classes")
  }
  let share = 1 / Double(max(total ?? targets.count { $0 != ignoring }, 1))
  let (losses, gradient) = logits.kernels.crossEntropy(
    logits.array.reshaped([rows, classes]), targets: targets, ignoring: ignoring, scale: share)
  // (softmax(logits) − onehot(target)) / N
  return .rowLosses("crossEntropy", logits, losses, share: share, gradient: gradient)
}

extension Tensor {
  /// share · Σ losses, whose gradient by the logits is known already.
  static func rowLosses(
    _ name: String, _ logits: Tensor, _ losses: NDArray, share: Double, gradient: NDArray
  ) -> Tensor {
    let local = gradient.reshaped(logits.shape)
    return .operation(
      name, losses.kernels.sum(losses, scale: share),
      // dlogits = dy · local: at the end of a graph dy is 1, and the array serves as it is.
      OperationInput(logits) { dy, dx in
        if case .zero = dx {
          dx.add(local.kernels.scaled(dy, local))
        } else {
          dx.accumulate(local.shape, like: local) { $0.kernels.addScaled(dy, local, &$0) }
        }
      })
  }
}
