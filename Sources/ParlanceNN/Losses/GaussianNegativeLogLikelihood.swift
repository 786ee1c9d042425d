import Foundation
import ParlanceAutograd

/// The negative log-likelihood ½ (ln v + (t − x)² / v) of targets under normal distributions with
/// means x and variances v, reduced.
///
/// - `variance`: of the means' shape, or one for each row: 1 as the last axis or without it. Kept
///   above epsilon; the gradient passes all the same.
/// - `isFull`: adds ½ ln 2π.
public func gaussianNegativeLogLikelihood(
  _ means: Tensor, _ targets: Tensor, variance: Tensor, isFull: Bool = false,
  epsilon: Double = 1e-6, reduction: Reduction = .mean
) -> Tensor {
  let isShort = variance.shape != means.shape && variance.shape == Array(means.shape.dropLast())
  let given = isShort ? variance.reshaped(variance.shape + [1]) : variance
  let lift = maximum(given, epsilon) - given
  let v = given + lift.detached
  let losses = (log(v) + square(means - targets) / v) * 0.5
  return reduction(isFull ? losses + 0.5 * Foundation.log(2 * Double.pi) : losses)
}
