import ParlanceAutograd

/// The triplet loss max(0, d(a, p) − d(a, n) + margin), reduced: [.., D] → [..].
///
/// d is the p-norm of the difference plus epsilon. With `swapping`, the negative is held against the
/// positive, too, and the smaller distance counts. Balntas et al., *Learning Shallow Convolutional
/// Feature Descriptors with Triplet Losses*, 2016.
public func tripletMarginLoss(
  _ anchor: Tensor, _ positive: Tensor, _ negative: Tensor, margin: Double = 1, p: Double = 2,
  epsilon: Double = 1e-6, swapping: Bool = false, reduction: Reduction = .mean
) -> Tensor {
  func distance(_ a: Tensor, _ b: Tensor) -> Tensor { (a - b + epsilon).norm(p, axis: -1) }
  var far = distance(anchor, negative)
  if swapping { far = minimum(far, distance(positive, negative)) }
  return reduction(clamp(distance(anchor, positive) - far + margin, min: 0))
}
