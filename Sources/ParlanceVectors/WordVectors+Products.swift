import ParlanceArrays
import ParlanceSystem
import ParlanceText

extension WordVectors {
  /// The dot products of queries with every word's vector, tile by tile: what all questions about
  /// neighbours are made of. No more than a tile is held in float32; the bits are the same at any number of
  /// threads.
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
    try rows.forEachTile(with: queries, body)
  }
}

extension StoredRows {
  /// Numbers of a tile's rows, and of its products, at most.
  private static let tileSize = 1 << 21

  /// Calls a function with the rows of each tile and their products with queries.
  func forEachTile(
    with queries: NDArray, _ body: (_ rows: Range<Int>, _ products: NDArray) throws -> Void
  ) rethrows {
    let each = max(queries.shape[0], width, 1)
    // Whole vectors of sixteen, so that tiles do not share a cache line.
    let size = max(256, Self.tileSize / each & ~15)
    for start in stride(from: 0, to: count, by: size) {
      let rows = start..<min(start + size, count)
      try body(rows, products(with: queries, rows))
    }
  }
}
