import Foundation

// What reads numbers to decide on the way: as cheap as it is on the host. A device of its own does the
// same without a wait.
extension Kernels {
  package func sumsOfSquares(_ arrays: [NDArray]) -> [Double] {
    arrays.map { $0.kernels.sumOfSquares($0) }
  }

  package func sumsOfPowers(_ arrays: [NDArray], _ p: Double) -> [Double] {
    arrays.map { array in
      if p.isFinite { return array.doubles.reduce(0) { $0 + pow(abs($1), p) } }
      // Once it is NaN, it stays.
      return array.doubles.reduce(0) { $0 >= abs($1) || $0.isNaN ? $0 : abs($1) }
    }
  }

  package func addScaled(_ alpha: NDArray, _ x: NDArray, _ y: inout NDArray) {
    addScaled(alpha.item, x, &y)
  }

  package func scaled(_ alpha: NDArray, _ x: NDArray) -> NDArray {
    let factor = alpha.item
    if factor == 1 { return x }
    var y = x
    scale(factor, &y)
    return y
  }

  package func clearingPadding(_ x: NDArray, lengths: [Int]) -> NDArray {
    if allFinite(x) { return x }
    let (steps, rows) = (x.shape[1], x.shape[0] * x.shape[1])
    var table = NDArray(zeros: [rows + 1, x.shape[2]], like: x)
    addSlice(x.reshaped([rows, x.shape[2]]), axis: 0, start: 0, &table)
    let places = (0..<rows).map { Int32($0 % steps < lengths[$0 / steps] ? $0 : rows) }
    return gatherRows(table, places).reshaped(x.shape)
  }
}
