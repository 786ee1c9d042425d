import ParlanceAutograd

/// Huber's loss ½ d² where |d| < delta, else delta (|d| − ½ delta), for d = y − t, reduced.
///
/// Huber, *Robust Estimation of a Location Parameter*, 1964.
public func huberLoss(
  _ outputs: Tensor, _ targets: Tensor, delta: Double = 1, reduction: Reduction = .mean
) -> Tensor {
  reduction(
    .unary(
      "huber", outputs - targets,
      { d in
        let size = d.magnitude
        return size < delta ? size * size / 2 : delta * (size - delta / 2)
      },
      derivative: { d, _ in d <= -delta ? -delta : d >= delta ? delta : d }))
}
