// Shapes as kernels see them.
extension NDArray {
  /// The array seen as a batch of matrices in its last two axes.
  package var matrices: (count: Int, rows: Int, columns: Int) {
    (shape.dropLast(2).reduce(1, *), shape[rank - 2], shape[rank - 1])
  }

  /// The elements of one row of a table [V, D..].
  package var rowWidth: Int { shape.dropFirst().reduce(1, *) }

  /// The rows and the width of an array seen as a matrix over its last axis.
  package func rowsAndWidth() -> (rows: Int, width: Int) {
    let width = shape.last ?? 1
    return (width == 0 ? shape.dropLast().reduce(1, *) : count / width, width)
  }
}
