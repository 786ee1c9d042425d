import ParlanceArrays

/// Each sequence of a padded batch in reverse order, within its own length: [B, T, ..] → [B, T, ..].
///
/// y[b, t] = x[b, lengths[b] − 1 − t] for t < lengths[b]; the padding stays where it is. Without
/// lengths, all sequences have T steps. Traps unless there is a length in 0 ... T for each sequence.
public func reversedSequences(_ x: Tensor, lengths: [Int]? = nil) -> Tensor {
  guard x.array.rank >= 2 else {
    fatalError("reversedSequences: expected [B, T, ..], found \(x.shape)")
  }
  checkLengths("reversedSequences", x.shape, lengths)
  let (batch, steps, shape) = (x.shape[0], x.shape[1], x.shape)
  let width = shape.dropFirst(2).reduce(1, *)
  let lengths = lengths ?? [Int](repeating: steps, count: batch)
  let places = lengths.enumerated().flatMap { row, length in
    (0..<steps).map { Int32(row * steps + ($0 < length ? length - 1 - $0 : $0)) }
  }
  func reversed(_ x: NDArray) -> NDArray {
    x.kernels.gatherRows(x.reshaped([batch * steps, width]), places).reshaped(shape)
  }
  return .operation(
    "reversedSequences", reversed(x.array), OperationInput(x) { dy, dx in dx.add(reversed(dy)) })
}

/// The same of places, one for each step of B sequences side by side; without lengths, all have as many
/// steps.
package func reversedPlaces(_ places: [Int32], batchSize: Int, lengths: [Int]?) -> [Int32] {
  let steps = batchSize == 0 ? 0 : places.count / batchSize
  checkLengths("reversedPlaces", [batchSize, steps], lengths)
  return (0..<batchSize).flatMap { row in
    let row = places[row * steps..<(row + 1) * steps].prefix(lengths?[row] ?? steps)
    return row.reversed() + places[row.endIndex..<row.startIndex + steps]
  }
}

/// x with zeros beyond the sequences' lengths; x itself where nothing there could do harm.
///
/// What lies in the padding must not reach a weight's gradient, and 0 · NaN would.
func clearingPadding(_ x: NDArray, _ lengths: [Int]?) -> NDArray {
  guard let lengths, lengths.contains(where: { $0 < x.shape[1] }) else { return x }
  return x.kernels.clearingPadding(x, lengths: lengths)
}

/// `clearingPadding` as an operation.
func clearingPadding(_ x: Tensor, _ lengths: [Int]?) -> Tensor {
  let y = clearingPadding(x.array, lengths)
  return .operation(
    "clearingPadding", y, OperationInput(x) { dy, dx in dx.add(clearingPadding(dy, lengths)) })
}
