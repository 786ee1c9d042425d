// Plain loops, compiled for single precision.
extension NativeKernels {
  package func reduceRows(_ reduction: RowReduction, _ x: NDArray) -> NDArray {
    plain.reduceRows(reduction, x)
  }

  package func addRowsGradient(
    _ reduction: RowReduction, x: NDArray, y: NDArray, dy: NDArray, _ dx: inout NDArray
  ) {
    plain.addRowsGradient(reduction, x: x, y: y, dy: dy, &dx)
  }

  package func cumulativeSum(_ x: NDArray, isExclusive: Bool, isReversed: Bool) -> NDArray {
    plain.cumulativeSum(x, isExclusive: isExclusive, isReversed: isReversed)
  }

  package func extremumPlaces(_ x: NDArray, isMaximum: Bool, isLast: Bool) -> [Int32] {
    plain.extremumPlaces(x, isMaximum: isMaximum, isLast: isLast)
  }

  package func orderRows(_ x: NDArray, isDescending: Bool) -> [Int32] {
    plain.orderRows(x, isDescending: isDescending)
  }

  package func setRows(_ rows: NDArray, at ids: [Int32], _ table: inout NDArray) {
    plain.setRows(rows, at: ids, &table)
  }
}
