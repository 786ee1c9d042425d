import ParlanceArrays

/// The mean of each feature over the steps of a sequence: [B, T, D] → [B, D].
///
/// Steps beyond a sequence's length do not count; a sequence of length 0 gives zeros.
public func meanOverTime(_ x: Tensor, lengths: [Int]? = nil) -> Tensor {
  guard x.array.rank == 3 else { fatalError("meanOverTime: expected [B, T, D], found \(x.shape)") }
  let (batch, steps) = (x.shape[0], x.shape[1])
  let lengths = lengths ?? [Int](repeating: steps, count: batch)
  checkLengths("meanOverTime", lengths, count: batch, limit: steps)
  let inside = lengths.flatMap { length in (0..<steps).map { $0 < length ? 1.0 : 0 } }
  let mask = NDArray(inside, shape: [batch, steps, 1], like: x.array)
  let shares = NDArray(
    lengths.map { 1 / Double(max($0, 1)) }, shape: [batch, 1], like: x.array)
  return Tensor.where(Tensor(mask), x, 0).sum(axis: 1) * Tensor(shares)
}
