import ParlanceArrays

/// The rows of a table by their ids: [V, D], N ids → shape + [D]; the gradient is of those rows only.
///
/// Rows in `frozen` get no gradient: a padding row, or vectors that shall stay as they are. Traps for
/// an id outside 0 ..< V.
public func embedding(
  _ table: Tensor, _ ids: [Int32], shape: [Int], frozen: Set<Int32> = []
) -> Tensor {
  guard table.array.rank == 2, shape.reduce(1, *) == ids.count else {
    fatalError("embedding: \(ids.count) ids as \(shape) from a table \(table.shape)")
  }
  checkIds("embedding", ids, table)
  let (tableShape, width) = (table.shape, table.shape[1])
  return .operation(
    "embedding", table.kernels.gatherRows(table.array, ids).reshaped(shape + [width]),
    OperationInput(table) { dy, dx in
      let rows = dy.reshaped([ids.count, width])
      if frozen.isEmpty {
        dx.add(RowGradient(summing: rows, at: ids, tableShape: tableShape))
      } else {
        let places = ids.indices.filter { !frozen.contains(ids[$0]) }
        dx.add(
          RowGradient(
            summing: dy.kernels.gatherRows(rows, places.map(Int32.init)),
            at: places.map { ids[$0] }, tableShape: tableShape))
      }
    })
}

func checkIds(_ operation: String, _ ids: [Int32], _ table: Tensor) {
  let vocabularySize = Int32(clamping: table.shape[0])
  if let id = ids.first(where: { $0 < 0 || $0 >= vocabularySize }) {
    fatalError("\(operation): id \(id) is outside a table of \(vocabularySize) rows")
  }
}
