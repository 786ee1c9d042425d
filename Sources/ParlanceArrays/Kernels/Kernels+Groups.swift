/// Groups of places over ranges of a table's rows; results are the groups' lines, zeros between.
package protocol GroupKernels: Sendable {
  /// x[p] · table[r] + bias[r] of each place and each row of its group: x is [P, D] in the groups'
  /// order.
  func groupProducts(
    _ x: NDArray, _ table: NDArray, bias: NDArray?, _ groups: RowGroups
  ) -> NDArray
  /// The sums of dy times the rows: → [P, D].
  func groupInputGradients(_ dy: NDArray, _ table: NDArray, _ groups: RowGroups) -> NDArray
  /// The sums of dy times the places, for the groups' rows: → [R, D] and [R].
  func groupWeightGradients(
    _ dy: NDArray, _ x: NDArray, _ groups: RowGroups
  ) -> (table: NDArray, bias: NDArray)
  /// Log-softmax over each segment, zeros between them.
  func logSoftmax(_ x: NDArray, _ segments: Segments) -> NDArray
  /// dx += its gradient, with output y.
  func addLogSoftmaxGradient(
    y: NDArray, dy: NDArray, _ segments: Segments, _ dx: inout NDArray)
}

extension PartialKernels {
  package func groupProducts(
    _ x: NDArray, _ table: NDArray, bias: NDArray?, _ groups: RowGroups
  ) -> NDArray {
    standIn().groupProducts(x, table, bias: bias, groups)
  }

  package func groupInputGradients(_ dy: NDArray, _ table: NDArray, _ groups: RowGroups) -> NDArray
  {
    standIn().groupInputGradients(dy, table, groups)
  }

  package func groupWeightGradients(
    _ dy: NDArray, _ x: NDArray, _ groups: RowGroups
  ) -> (table: NDArray, bias: NDArray) {
    standIn().groupWeightGradients(dy, x, groups)
  }

  package func logSoftmax(_ x: NDArray, _ segments: Segments) -> NDArray {
    standIn().logSoftmax(x, segments)
  }

  package func addLogSoftmaxGradient(
    y: NDArray, dy: NDArray, _ segments: Segments, _ dx: inout NDArray
  ) {
    standIn().addLogSoftmaxGradient(y: y, dy: dy, segments, &dx)
  }
}
