import ParlanceAutograd

/// The hinge loss of distances: x where the label is 1, max(0, margin − x) where it is −1; reduced.
public func hingeEmbeddingLoss(
  _ distances: Tensor, _ labels: Tensor, margin: Double = 1, reduction: Reduction = .mean
) -> Tensor {
  reduction(
    .where(labels .!= 1, clamp(margin - distances, min: 0), 0)
      + .where(labels .!= -1, distances, 0))
}
