/// Rows of a table [V, D], or [V], or with more axes than one after the first.
package protocol TableKernels: Sendable {
  /// table[ids]: [V, D] and N ids → [N, D].
  func gatherRows(_ table: NDArray, _ ids: [Int32]) -> NDArray
  /// table[ids[n]] += rows[n].
  func addRows(_ rows: NDArray, at ids: [Int32], _ table: inout NDArray)
  /// table[ids[n]] += alpha · rows[n]; no id twice.
  func addScaledRows(_ alpha: Double, _ rows: NDArray, at ids: [Int32], _ table: inout NDArray)
  /// table[ids[n]] = rows[n]; the last of several counts.
  func setRows(_ rows: NDArray, at ids: [Int32], _ table: inout NDArray)
  /// y[b] = Σ weights[n] · table[ids[n]] over n in starts[b] ..< starts[b + 1], with weights of one
  /// where there are none: [V, D] → [bags, D].
  func sumBags(_ table: NDArray, _ ids: [Int32], weights: NDArray?, starts: [Int64]) -> NDArray
}

extension PartialKernels {
  package func gatherRows(_ table: NDArray, _ ids: [Int32]) -> NDArray {
    standIn().gatherRows(table, ids)
  }

  package func addRows(_ rows: NDArray, at ids: [Int32], _ table: inout NDArray) {
    standIn().addRows(rows, at: ids, &table)
  }

  package func addScaledRows(
    _ alpha: Double, _ rows: NDArray, at ids: [Int32], _ table: inout NDArray
  ) {
    standIn().addScaledRows(alpha, rows, at: ids, &table)
  }

  package func setRows(_ rows: NDArray, at ids: [Int32], _ table: inout NDArray) {
    standIn().setRows(rows, at: ids, &table)
  }

  package func sumBags(
    _ table: NDArray, _ ids: [Int32], weights: NDArray?, starts: [Int64]
  ) -> NDArray {
    standIn().sumBags(table, ids, weights: weights, starts: starts)
  }
}
