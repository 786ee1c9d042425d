import ParlanceArrays
import ParlanceText
import ParlanceTraining

extension WordVectors {
  /// The dot products of queries with every word's vector, tile by tile: what all questions about
  /// neighbours are made of.
  ///
  /// - `queries`: [Q, D].
  /// - `body`: takes the words of a tile, and their products: [Q, tile].
  public func products(
    with queries: NDArray, _ body: (_ words: Range<Int>, _ products: NDArray) throws -> Void
  ) rethrows {
    guard queries.rank == 2, queries.shape[1] == dimension else {
      fatalError(
        "WordVectors.products: expected queries of shape [Q, \(dimension)], found \(queries.shape)")
    }
    var products = NDArray(zeros: [queries.shape[0], count])
    queries.kernels.matrixProduct(
      queries, transposed: false, table, transposed: true, accumulate: false, &products)
    try body(0..<count, products)
  }
}
