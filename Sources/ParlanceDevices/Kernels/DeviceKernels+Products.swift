import ParlanceArrays

extension DeviceKernels {
  package func matrixProduct(
    _ a: NDArray, transposed transposeA: Bool, _ b: NDArray, transposed transposeB: Bool,
    bias: NDArray?, accumulate: Bool, _ c: inout NDArray
  ) {
    let (m, n) = (c.shape[0], c.shape[1])
    let k = a.shape[transposeA ? 0 : 1]
    let (a, b) = (
      Matrix(block: read(a), stride: a.shape[1], isTransposed: transposeA),
      Matrix(block: read(b), stride: b.shape[1], isTransposed: transposeB)
    )
    let biases = read(bias)
    let target = write(&c)
    if let biases {
      device.each(
        "fill_rows", m * n, [.long(n), .block(biases), .flag(accumulate), .block(target)])
    }
    multiply(
      (m, n, k), a, b, adds: accumulate || bias != nil, Matrix(block: target, stride: n))
  }

  /// c = op(a) op(b), or c += op(a) op(b): by the engine's library where it is there.
  func multiply(
    _ sizes: (m: Int, n: Int, k: Int), _ a: Matrix, _ b: Matrix, adds: Bool, _ c: Matrix
  ) {
    if sizes.m == 0 || sizes.n == 0 { return }
    if device.multiplies && sizes.k > 0 {
      device.multiply(sizes, a, b, adds: adds, c)
    } else {
      products(sizes, 1, terms: 1, adds: adds, (a, 0, nil), (b, 0, nil), (c, 0))
    }
  }

  package func matrixProducts(
    _ a: NDArray, transposed transposeA: Bool, _ b: NDArray, transposed transposeB: Bool,
    _ pairs: MatrixPairs, accumulate: Bool, _ c: inout NDArray
  ) {
    let (outputs, m, n) = c.matrices
    let (left, right) = (a.matrices, b.matrices)
    let k = transposeA ? left.rows : left.columns
    let (x, y) = (
      Matrix(block: read(a), stride: left.columns, isTransposed: transposeA),
      Matrix(block: read(b), stride: right.columns, isTransposed: transposeB)
    )
    products(
      (m, n, k), outputs, terms: pairs.terms, adds: accumulate, (x, m * k, block(pairs.a)),
      (y, k * n, block(pairs.b)), (Matrix(block: write(&c), stride: n), m * n))
  }

  /// Each operand with the numbers of a matrix, and which matrices are multiplied.
  private func products(
    _ sizes: (m: Int, n: Int, k: Int), _ outputs: Int, terms: Int, adds: Bool,
    _ a: (matrix: Matrix, size: Int, places: Block?),
    _ b: (matrix: Matrix, size: Int, places: Block?), _ c: (matrix: Matrix, size: Int)
  ) {
    let tiles = ((sizes.m + Self.tile - 1) / Self.tile) * ((sizes.n + Self.tile - 1) / Self.tile)
    device.run(
      "matrix_products", groups: outputs * tiles,
      [
        .long(sizes.m), .long(sizes.n), .long(sizes.k), .long(terms), .flag(adds),
        a.matrix.argument(size: a.size), b.matrix.argument(size: b.size),
        c.matrix.argument(size: c.size), .block(a.places), .block(b.places),
        .block(a.matrix.block), .block(b.matrix.block), .block(c.matrix.block),
      ])
  }

  /// `TILE` of `products.cl`.
  private static let tile = 16
}
