import ParlanceArrays
import ParlanceSystem

/// Dropout for self-normalising networks: with probability `rate` an element becomes SELU's least
/// value; then all are scaled and shifted so that mean 0 and variance 1 stay.
///
/// Klambauer et al., *Self-Normalizing Neural Networks*, 2017.
///
/// - `firstRow`: as with `dropout`.
public func alphaDropout(
  _ x: Tensor, rate: Double, key: RandomKey, firstRow: Int = 0
) -> Tensor {
  guard rate >= 0, rate < 1 else { fatalError("alphaDropout: rate \(rate) is outside [0, 1)") }
  if rate == 0 { return x }
  // −λα of SELU.
  let least = -1.7580993408473766
  let ones = Tensor(NDArray(repeating: 1 - rate, shape: x.shape, like: x.array))
  let mask = dropout(ones, rate: rate, key: key, firstRow: firstRow)
  let scale = 1 / ((1 - rate) * (1 + rate * least * least)).squareRoot()
  return (x * mask + (1 - mask) * least) * scale - scale * least * rate
}
