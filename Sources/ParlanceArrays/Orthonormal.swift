extension NDArray {
  /// The columns of a matrix made orthonormal, one after the other: Q of A = QR, R's diagonal positive.
  ///
  /// float64 [M, N], M ≥ N. Modified Gram–Schmidt, twice, since once loses digits where columns are
  /// nearly dependent. Traps for another type or shape.
  package func orthonormalColumns() -> NDArray {
    guard rank == 2, shape[0] >= shape[1], elementType == .float64 else {
      fatalError(
        "orthonormalColumns: expected float64 [M, N], M ≥ N, found \(elementType) \(shape)")
    }
    let (rows, columns) = (shape[0], shape[1])
    var result = self
    let q = result.mutable(Double.self)
    withUnsafeTemporaryAllocation(of: Double.self, capacity: columns) { products in
      for _ in 0..<2 {
        for column in 0..<columns {
          orthogonalize(q, rows, columns, column, products)
        }
      }
    }
    return result
  }

  /// Takes one column out of all that follow it, and gives it the length 1.
  private func orthogonalize(
    _ q: UnsafeMutablePointer<Double>, _ rows: Int, _ columns: Int, _ column: Int,
    _ products: UnsafeMutableBufferPointer<Double>
  ) {
    // Both loops go along rows, as the matrix lies in memory.
    for other in column..<columns { products[other] = 0 }
    for row in 0..<rows {
      let (line, value) = (q + row * columns, q[row * columns + column])
      for other in column..<columns { products[other] += value * line[other] }
    }
    let square = products[column]
    let length = square.squareRoot()
    for row in 0..<rows {
      let line = q + row * columns
      let value = line[column] / square
      for other in column + 1..<columns { line[other] -= value * products[other] }
      line[column] /= length
    }
  }
}
