import ParlanceAutograd

/// The loss of a cosine: 1 − cos(a, b) where the label is 1, max(0, cos(a, b) − margin) where it is
/// −1; reduced. [.., D] and labels [..] → [..].
public func cosineEmbeddingLoss(
  _ a: Tensor, _ b: Tensor, _ labels: Tensor, margin: Double = 0, reduction: Reduction = .mean
) -> Tensor {
  let epsilon = 1e-12
  let (sizeA, sizeB) = (square(a).sum(axis: -1) + epsilon, square(b).sum(axis: -1) + epsilon)
  let cosine = (a * b).sum(axis: -1) / sqrt(sizeA * sizeB)
  return reduction(
    .where(labels .== 1, 1 - cosine, 0)
      + .where(labels .== -1, clamp(cosine - margin, min: 0), 0))
}
