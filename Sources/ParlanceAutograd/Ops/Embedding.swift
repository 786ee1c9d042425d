import ParlanceArrays

/// The rows of a table by their ids: [V, D], N ids → shape + [D]; the gradient is of those rows only.
///
/// Traps for an id outside 0 ..< V.
public func embedding(_ table: Tensor, _ ids: [Int32], shape: [Int]) -> Tensor {
  guard table.array.rank == 2, shape.reduce(1, *) == ids.count else {
    fatalError("embedding: \(ids.count) ids as \(shape) from a table \(table.shape)")
  }
  let (vocabularySize, width) = (table.shape[0], table.shape[1])
  if let id = ids.first(where: { $0 < 0 || $0 >= vocabularySize }) {
    fatalError("embedding: id \(id) is outside a table of \(vocabularySize) rows")
  }
  return .operation(
    "embedding", table.kernels.gatherRows(table.array, ids).reshaped(shape + [width]),
    OperationInput(table) { dy, dx in
      dx.add(
        RowGradient(
          summing: dy.reshaped([ids.count, width]), at: ids, tableShape: [vocabularySize, width]))
    })
}
