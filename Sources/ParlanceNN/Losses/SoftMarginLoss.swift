import ParlanceAutograd

/// The logistic loss ln(1 + e^(−y x)) with labels y of 1 and −1, reduced.
public func softMarginLoss(
  _ scores: Tensor, _ labels: Tensor, reduction: Reduction = .mean
) -> Tensor {
  reduction(-logSigmoid(labels * scores))
}
