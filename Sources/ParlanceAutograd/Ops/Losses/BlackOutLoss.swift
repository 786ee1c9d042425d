import ParlanceArrays

/// BlackOut's loss in nats, the mean over rows: logits [N, 1 + K] with the target first → [].
///
/// −ln p₀ − Σₖ ln(1 − pₖ) with p = softmax(z) over the candidates; with z = ln(e^s / Q) these are the
/// weighted ones of Ji et al., *BlackOut*, 2016, equations 6 and 9. Exact where pₖ comes near 1. A
/// candidate of −∞ counts for nothing; of no rows the loss is 0.
public func blackOutLoss(_ logits: Tensor) -> Tensor {
  guard logits.array.rank == 2, logits.shape[1] > 0 else {
    fatalError("blackOutLoss: expected logits [N, 1 + K], found \(logits.shape)")
  }
  let share = 1 / Double(max(logits.shape[0], 1))
  let (losses, gradient) = logits.kernels.blackOut(logits.array, scale: share)
  return .rowLosses("blackOutLoss", logits, losses, share: share, gradient: gradient)
}
