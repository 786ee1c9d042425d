import CParlance

extension NativeKernels {
  package func gatherRows(_ table: NDArray, _ ids: [Int32]) -> NDArray {
    guard let packed = table.packedElements, !packed.isTransposed else {
      return plain.gatherRows(table, ids)
    }
    let width = packed.matrix.width
    var y = NDArray(uninitialized: [ids.count, width])
    let target = y.mutable(Float.self)
    let call = packed.matrix.call
    for (place, id) in ids.enumerated() {
      pl_packed_row(call, Int64(id), target + place * width, 1)
    }
    return y
  }

  package func addRows(_ rows: NDArray, at ids: [Int32], _ table: inout NDArray) {
    plain.addRows(rows, at: ids, &table)
  }

  package func addScaledRows(
    _ alpha: Double, _ rows: NDArray, at ids: [Int32], _ table: inout NDArray
  ) {
    let width = table.rowWidth
    pl_add_scaled_rows(
      rows.pointer(Float.self), ids, Float(alpha), table.mutable(Float.self), Int64(ids.count),
      Int64(width))
  }

  package func setRows(_ rows: NDArray, at ids: [Int32], _ table: inout NDArray) {
    plain.setRows(rows, at: ids, &table)
  }

  package func sumBags(
    _ table: NDArray, _ ids: [Int32], weights: NDArray?, starts: [Int64]
  ) -> NDArray {
    var y = NDArray(uninitialized: [starts.count - 1] + table.shape.dropFirst(), like: table)
    pl_sum_bags(
      table.pointer(Float.self), ids, weights?.pointer(Float.self), starts,
      y.mutable(Float.self), Int64(starts.count - 1), Int64(table.rowWidth))
    return y
  }
}
