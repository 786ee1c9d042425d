import Foundation
import ParlanceAutograd

/// The Kullback–Leibler divergence p (ln p − x) in nats of log-probabilities x from probabilities p,
/// element by element, reduced; 0 ln 0 = 0.
///
/// The divergence of whole distributions is their sum: `.batchMean` gives its mean over a batch.
///
/// - `logProbabilities`: x, of any shape.
/// - `targets`: probabilities of the same shape, or their logarithms if `areLogarithms`.
public func klDivergence(
  _ logProbabilities: Tensor, _ targets: Tensor, areLogarithms: Bool = false,
  reduction: Reduction = .mean
) -> Tensor {
  if areLogarithms { return reduction(exp(targets) * (targets - logProbabilities)) }
  return reduction(
    .binary(
      "klDivergence", logProbabilities, targets,
      { x, p in (p == 0 ? 0 : p * Foundation.log(p)) - p * x },
      derivatives: { _, p in -p },
      // PyTorch's p / p of the way back is NaN at 0.
      { x, p in p == 0 ? .nan : Foundation.log(p) + 1 - x }))
}
