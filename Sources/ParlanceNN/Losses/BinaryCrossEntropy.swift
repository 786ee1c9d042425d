import Foundation
import ParlanceAutograd

/// The binary cross-entropy −(t ln p + (1 − t) ln(1 − p)) in nats of probabilities p, reduced.
///
/// Logarithms are kept above −100, and the divisor p (1 − p) of the outputs' gradient above 1e−12, so that
/// probabilities of 0 and 1 give numbers. From logits, `binaryCrossEntropyFromLogits` is more exact.
///
/// - `probabilities`: within 0 … 1, of any shape.
/// - `targets`: of the same shape.
/// - `weight`: multiplies the losses, under broadcasting; the mean still divides by their number.
public func binaryCrossEntropy(
  _ probabilities: Tensor, _ targets: Tensor, weight: Tensor? = nil, reduction: Reduction = .mean
) -> Tensor {
  let losses = Tensor.binary(
    "binaryCrossEntropy", probabilities, targets,
    { p, t in (t - 1) * boundedLog(1 - p) - t * boundedLog(p) },
    derivatives: { p, t in (p - t) / max((1 - p) * p, leastDivisor) },
    { p, _ in Foundation.log(1 - p) - Foundation.log(p) })
  return reduction(weight.map { losses * $0 } ?? losses)
}

// A single-precision number in PyTorch, in double precision, too.
private let leastDivisor = Double(Float(1e-12))

private func boundedLog(_ x: Double) -> Double {
  let y = Foundation.log(x)
  return y < -100 ? -100 : y
}
