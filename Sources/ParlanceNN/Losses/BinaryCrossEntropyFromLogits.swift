import ParlanceAutograd

/// The binary cross-entropy −(t ln σ(z) + (1 − t) ln(1 − σ(z))) in nats of logits z, reduced.
///
/// - `logits`: of any shape.
/// - `targets`: of the same shape, within 0 … 1.
/// - `weight`: multiplies the losses, under broadcasting; the mean still divides by their number.
/// - `positiveWeight`: multiplies the first term, the loss of positive examples, under broadcasting.
public func binaryCrossEntropyFromLogits(
  _ logits: Tensor, _ targets: Tensor, weight: Tensor? = nil, positiveWeight: Tensor? = nil,
  reduction: Reduction = .mean
) -> Tensor {
  // −ln σ(z), and −ln(1 − σ(z)) = z − ln σ(z).
  let positive = -logSigmoid(logits)
  let share = positiveWeight.map { targets * ($0 - 1) + 1 }
  let losses = (1 - targets) * logits + (share.map { $0 * positive } ?? positive)
  return reduction(weight.map { losses * $0 } ?? losses)
}
