import ParlanceAutograd

/// The negative log-likelihood −w[t] · x[t] of log-probabilities x against class indices, reduced.
///
/// The mean divides by the sum of the targets' weights; where no target counts it is 0.
///
/// - `logProbabilities`: in nats, with the classes along `axis`: [.., C, ..].
/// - `targets`: one class for each place of the other axes, in row-major order.
/// - `weight`: one number for each class: [C].
/// - `ignoring`: targets equal to it count neither in the sum nor in the mean.
public func negativeLogLikelihood(
  _ logProbabilities: Tensor, _ targets: [Int32], axis: Int = -1, weight: Tensor? = nil,
  ignoring: Int32 = -100, reduction: Reduction = .mean
) -> Tensor {
  let layout = ClassTargets(
    "negativeLogLikelihood", logProbabilities, targets, axis: axis, weight: weight,
    ignoring: ignoring)
  return layout.reduced(layout.picked(layout.rows(logProbabilities)), reduction)
}
