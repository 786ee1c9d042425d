import ParlanceArrays

/// The mean cross-entropy in nats of softmax(logits) against class indices: [.., V], N targets → [].
///
/// Targets equal to `ignoring` count neither in the sum nor in the mean; if all are ignored the loss
/// is 0. Traps for a target outside 0 ..< V.
public func crossEntropy(_ logits: Tensor, _ targets: [Int32], ignoring: Int32 = -100) -> Tensor {
  let (rows, classes) = (targets.count, logits.shape.last ?? 0)
  guard logits.array.count == rows * classes, logits.array.rank >= 1 else {
    fatalError("crossEntropy: logits \(logits.shape) do not fit \(rows) targets")
  }
  if let target = targets.first(where: { $0 != ignoring && ($0 < 0 || $0 >= classes) }) {
    fatalError("crossEntropy: target \(target) is outside \(classes) classes")
  }
  let (losses, gradient) = logits.kernels.crossEntropy(
    logits.array.reshaped([rows, classes]), targets: targets, ignoring: ignoring)
  let counted = targets.count { $0 != ignoring }
  let share = 1 / Double(max(counted, 1))
  let shape = logits.shape
  return .operation(
    "crossEntropy", NDArray(scalar: losses.kernels.sum(losses) * share, losses.elementType),
    // dlogits = (softmax(logits) − onehot(target)) / N
    OperationInput(logits) { dy, dx in
      let factor = dy.item * share
      if case .zero = dx {
        var scaled = gradient
        scaled.kernels.scale(factor, &scaled)
        dx.add(scaled.reshaped(shape))
      } else {
        dx.accumulate(shape, dy.elementType) {
          dy.kernels.addScaled(factor, gradient.reshaped(shape), &$0)
        }
      }
    })
}
