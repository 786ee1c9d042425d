import CParlance

extension NativeKernels {
  package func sum(_ x: NDArray, scale: Double) -> NDArray {
    NDArray(scalar: pl_sum(x.pointer(Float.self), Int64(x.count)) * scale, like: x)
  }

  package func sumOfSquares(_ x: NDArray) -> Double {
    pl_sum_of_squares(x.pointer(Float.self), Int64(x.count))
  }

  package func allFinite(_ x: NDArray) -> Bool {
    pl_all_finite(x.pointer(Float.self), Int64(x.count))
  }

  // Plain loops, compiled for single precision.

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
}
