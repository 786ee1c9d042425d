import ParlanceAutograd

/// The ranking loss max(0, −y (a − b) + margin), reduced: y = 1 asks for a > b, y = −1 for b > a.
public func marginRankingLoss(
  _ a: Tensor, _ b: Tensor, _ labels: Tensor, margin: Double = 0, reduction: Reduction = .mean
) -> Tensor {
  reduction(clamp(-labels * (a - b) + margin, min: 0))
}
