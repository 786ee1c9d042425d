import ParlanceAutograd

/// The mean over the last axis of −w (t ln σ(x) + (1 − t) ln σ(−x)), reduced: [.., C] → [..].
///
/// - `weight`: one number for each class: [C].
public func multiLabelSoftMarginLoss(
  _ scores: Tensor, _ targets: Tensor, weight: Tensor? = nil, reduction: Reduction = .mean
) -> Tensor {
  let losses = -(targets * logSigmoid(scores) + (1 - targets) * logSigmoid(-scores))
  return reduction((weight.map { losses * $0 } ?? losses).mean(axis: -1))
}
