import CParlance
import ParlanceSystem

extension StoredRows {
  /// Queries above which a product of matrices is faster than walks along the rows.
  private static let fewQueries = 4

  /// Some rows as an array: [rows, width].
  public func array(_ rows: Range<Int>) -> NDArray {
    var y = NDArray(uninitialized: [rows.count, width])
    guard y.count > 0 else { return y }
    let target = y.mutable(Float.self)
    withRows(rows) { pl_stored_values($0, Int64(rows.lowerBound), Int64(rows.count), target) }
    return y
  }

  /// The dot products of queries [Q, width] with some rows: [Q, rows]; the same bits at any number of
  /// threads.
  ///
  /// Few queries walk along the rows where they lie, as they are encoded; many are multiplied with rows in
  /// float32.
  public func products(with queries: NDArray, _ rows: Range<Int>) -> NDArray {
    guard queries.rank == 2, queries.shape[1] == width else {
      fatalError("StoredRows: expected queries of shape [Q, \(width)], found \(queries.shape)")
    }
    let count = queries.shape[0]
    guard count <= Self.fewQueries, queries.kernels is NativeKernels else {
      let table = array(rows).cast(to: queries.elementType)
      var y = NDArray(zeros: [count, rows.count], like: queries)
      queries.kernels.matrixProduct(
        queries, transposed: false, table, transposed: true, accumulate: false, &y)
      return y
    }
    var y = NDArray(uninitialized: [count, rows.count])
    guard y.count > 0 else { return y }
    let target = y.mutable(Float.self)
    withRows(rows) {
      pl_stored_products(
        $0, Int64(rows.lowerBound), Int64(rows.count), queries.pointer(Float.self), Int64(count),
        target)
    }
    return y
  }
}
