/// Sums over all elements and functions of the rows of a matrix [R, W], in double precision.
package protocol ReductionKernels: Sendable {
  /// scale · Σ x, of shape [].
  func sum(_ x: NDArray, scale: Double) -> NDArray
  func sumOfSquares(_ x: NDArray) -> Double
  /// That of each array, read together.
  func sumsOfSquares(_ arrays: [NDArray]) -> [Double]
  /// Σ |x|ᵖ of each array, or max |x| where p is infinite; read together.
  func sumsOfPowers(_ arrays: [NDArray], _ p: Double) -> [Double]
  func allFinite(_ x: NDArray) -> Bool
  func reduceRows(_ reduction: RowReduction, _ x: NDArray) -> NDArray
  /// dx += dy · ∂y/∂x, where y = reduceRows(x): [R, W] from [R].
  func addRowsGradient(
    _ reduction: RowReduction, x: NDArray, y: NDArray, dy: NDArray, _ dx: inout NDArray)
  /// Sums of the elements up to each place, with or without it, from either end.
  func cumulativeSum(_ x: NDArray, isExclusive: Bool, isReversed: Bool) -> NDArray
  /// The place of each row's greatest or least element, NaN before all: the first, or the last.
  func extremumPlaces(_ x: NDArray, isMaximum: Bool, isLast: Bool) -> [Int32]
  /// Each row's places in the order of its elements, NaN as the greatest, equal ones as they lie.
  func orderRows(_ x: NDArray, isDescending: Bool) -> [Int32]
}

extension PartialKernels {
  package func sum(_ x: NDArray, scale: Double) -> NDArray {
    standIn().sum(x, scale: scale)
  }

  package func sumOfSquares(_ x: NDArray) -> Double {
    standIn().sumOfSquares(x)
  }

  package func allFinite(_ x: NDArray) -> Bool {
    standIn().allFinite(x)
  }

  package func reduceRows(_ reduction: RowReduction, _ x: NDArray) -> NDArray {
    standIn().reduceRows(reduction, x)
  }

  package func addRowsGradient(
    _ reduction: RowReduction, x: NDArray, y: NDArray, dy: NDArray, _ dx: inout NDArray
  ) {
    standIn().addRowsGradient(reduction, x: x, y: y, dy: dy, &dx)
  }

  package func cumulativeSum(_ x: NDArray, isExclusive: Bool, isReversed: Bool) -> NDArray {
    standIn().cumulativeSum(x, isExclusive: isExclusive, isReversed: isReversed)
  }

  package func extremumPlaces(_ x: NDArray, isMaximum: Bool, isLast: Bool) -> [Int32] {
    standIn().extremumPlaces(x, isMaximum: isMaximum, isLast: isLast)
  }

  package func orderRows(_ x: NDArray, isDescending: Bool) -> [Int32] {
    standIn().orderRows(x, isDescending: isDescending)
  }
}
