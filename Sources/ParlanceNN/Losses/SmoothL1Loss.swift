import ParlanceAutograd

/// The smooth absolute error ½ d² / beta where |d| < beta, else |d| − ½ beta, for d = y − t, reduced.
///
/// With beta = 0 it is `l1Loss`. Girshick, *Fast R-CNN*, 2015.
public func smoothL1Loss(
  _ outputs: Tensor, _ targets: Tensor, beta: Double = 1, reduction: Reduction = .mean
) -> Tensor {
  if beta == 0 { return l1Loss(outputs, targets, reduction: reduction) }
  return reduction(
    .unary(
      "smoothL1", outputs - targets,
      { d in
        let size = d.magnitude
        return size < beta ? size * size / (2 * beta) : size - beta / 2
      },
      derivative: { d, _ in d <= -beta ? -1 : d >= beta ? 1 : d / beta }))
}
