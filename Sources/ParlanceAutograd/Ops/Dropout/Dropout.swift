import ParlanceArrays
import ParlanceSystem

/// Dropout: each element is zero with probability `rate`, else divided by 1 − rate.
///
/// The mask is a function of the key and the element's place alone; it is drawn again on the way
/// back rather than stored. With `sharedOverTime` and x [B, T, D], all steps of a sequence share one
/// mask (Gal and Ghahramani, 2016). Srivastava et al., *Dropout*, 2014.
///
/// - `firstRow`: where the rows of x, its places on the first axis, begin among those that masks are
///   drawn for: a part of a batch has the masks that it has in the whole.
public func dropout(
  _ x: Tensor, rate: Double, key: RandomKey, sharedOverTime: Bool = false, firstRow: Int = 0
) -> Tensor {
  checkRate(rate)
  guard !sharedOverTime || x.array.rank == 3 else {
    fatalError("dropout: a mask shared over time needs [B, T, D], found \(x.shape)")
  }
  if rate == 0 { return x }
  let steps = sharedOverTime ? max(x.shape[1], 1) : 1
  let (shape, kernels) = (x.shape, x.kernels)
  let firstPlace = firstRow * shape.dropFirst().reduce(1, *) / steps
  func add(_ x: NDArray, _ y: inout NDArray) {
    kernels.addDropout(
      x, rate: rate, key: key, sharedSteps: steps, firstPlace: firstPlace, &y)
  }
  var y = NDArray(zeros: shape, like: x.array)
  add(x.array, &y)
  return .operation(
    "dropout", y,
    OperationInput(x) { dy, dx in
      dx.accumulate(shape, like: dy) { add(dy, &$0) }
    })
}

/// Dropout of rows that lie anywhere among those that masks are drawn for: row i of x, [N, ..], has the
/// mask of row `rows[i]`.
///
/// Traps unless there is a row number of 0 or more for each row.
public func dropout(_ x: Tensor, rate: Double, key: RandomKey, rows: [Int32]) -> Tensor {
  checkRate(rate)
  guard x.array.rank >= 1, rows.count == x.shape[0], rows.allSatisfy({ $0 >= 0 }) else {
    fatalError("dropout: \(rows.count) row numbers for \(x.shape), or one below 0")
  }
  guard rate > 0, let last = rows.max() else { return x }
  let width = x.shape.dropFirst().reduce(1, *)
  let all = NDArray(ones: [Int(last) + 1, width], like: x.array)
  var mask = NDArray(zeros: all.shape, like: x.array)
  x.kernels.addDropout(all, rate: rate, key: key, sharedSteps: 1, firstPlace: 0, &mask)
  return x * Tensor(x.kernels.gatherRows(mask, rows).reshaped(x.shape))
}

private func checkRate(_ rate: Double) {
  guard rate >= 0, rate < 1 else { fatalError("dropout: rate \(rate) is outside [0, 1)") }
}
