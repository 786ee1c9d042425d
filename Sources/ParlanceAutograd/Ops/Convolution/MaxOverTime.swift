import ParlanceArrays

/// The greatest value of each feature over the steps of a sequence: [B, T, D] → [B, D].
///
/// Steps beyond a sequence's length do not count; a sequence of length 0 gives zeros. The gradient
/// goes to the first step that has the greatest value; NaN counts as greater than all numbers.
/// Collobert et al., *Natural Language Processing (Almost) from Scratch*, 2011; Kim, 2014.
public func maxOverTime(_ x: Tensor, lengths: [Int]? = nil) -> Tensor {
  guard x.array.rank == 3 else { fatalError("maxOverTime: expected [B, T, D], found \(x.shape)") }
  let (batch, length) = (x.shape[0], x.shape[1])
  let lengths = lengths ?? [Int](repeating: length, count: batch)
  checkLengths("maxOverTime", lengths, count: batch, limit: length)
  let (y, steps) = x.kernels.maxOverTime(x.array, lengths: lengths.map(Int32.init))
  let shape = x.shape
  return .operation(
    "maxOverTime", y,
    OperationInput(x) { dy, dx in
      dx.accumulate(shape, like: dy) {
        dy.kernels.addMaxOverTimeGradient(steps: steps, dy: dy, &$0)
      }
    })
}

func checkLengths(_ operation: String, _ lengths: [Int], count: Int, limit: Int) {
  guard lengths.count == count, lengths.allSatisfy({ 0...limit ~= $0 }) else {
    fatalError("\(operation): expected \(count) lengths of at most \(limit), found \(lengths)")
  }
}
