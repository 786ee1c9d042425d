import ParlanceArrays

/// The greatest value of each feature over the steps of a sequence: [B, T, D] → [B, D].
///
/// Steps beyond a sequence's length do not count; a sequence of length 0 gives zeros. The gradient
/// goes to the first step that has the greatest value; NaN counts as greater than all numbers.
/// Collobert et al., *Natural Language Processing (Almost) from Scratch*, 2011; Kim, 2014.
public func maxOverTime(_ x: Tensor, lengths: [Int]? = nil) -> Tensor {
  guard x.array.rank == 3 else { fatalError("maxOverTime: expected [B, T, D], found \(x.shape)") }
  let (batch, steps, width) = (x.shape[0], x.shape[1], x.shape[2])
  let lengths = lengths ?? [Int](repeating: steps, count: batch)
  checkLengths("maxOverTime", lengths, count: batch, limit: steps)
  let (y, places) = x.kernels.maxOverTime(x.array, lengths: lengths.map(Int32.init))
  let shape = x.shape
  return .operation(
    "maxOverTime", y,
    OperationInput(x) { dy, dx in
      // Elements as rows of one number.
      let found = places.indices.filter { places[$0] >= 0 }.map(Int32.init)
      let rows = dy.kernels.gatherRows(dy.reshaped([batch * width, 1]), found)
      dx.accumulate(shape, like: dy) { dx in
        dx.withShape([batch * steps * width, 1]) {
          dy.kernels.addRows(rows, at: found.map { places[Int($0)] }, &$0)
        }
      }
    })
}

func checkLengths(_ operation: String, _ lengths: [Int], count: Int, limit: Int) {
  guard lengths.count == count, lengths.allSatisfy({ 0...limit ~= $0 }) else {
    fatalError("\(operation): expected \(count) lengths of at most \(limit), found \(lengths)")
  }
}
