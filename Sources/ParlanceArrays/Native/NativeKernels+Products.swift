import CParlance

extension NativeKernels {
  package func matrixProduct(
    _ a: NDArray, transposed transposeA: Bool, _ b: NDArray, transposed transposeB: Bool,
    bias: NDArray?, accumulate: Bool, _ c: inout NDArray
  ) {
    let (m, n) = (c.shape[0], c.shape[1])
    let k = a.shape[transposeA ? 0 : 1]
    if !transposeA, let matrix = b.packedColumns(transposed: transposeB) {
      return withExtendedLifetime(matrix) {
        pl_packed_product(
          matrix.call, Int64(m), a.pointer(Float.self), Int64(k), bias?.pointer(Float.self),
          accumulate, c.mutable(Float.self), Int64(n))
      }
    }
    pl_matrix_product(
      transposeA, transposeB, Int64(m), Int64(n), Int64(k), a.pointer(Float.self),
      Int64(a.shape[1]), b.pointer(Float.self), Int64(b.shape[1]),
      bias?.pointer(Float.self), accumulate, c.mutable(Float.self), Int64(n))
  }

  package func matrixProducts(
    _ a: NDArray, transposed transposeA: Bool, _ b: NDArray, transposed transposeB: Bool,
    _ pairs: MatrixPairs, accumulate: Bool, _ c: inout NDArray
  ) {
    let (outputs, m, n) = c.matrices
    let (_, rows, columns) = a.matrices
    pl_matrix_products(
      transposeA, transposeB, Int64(m), Int64(n), Int64(transposeA ? rows : columns),
      a.pointer(Float.self), b.pointer(Float.self), pairs.a, pairs.b, Int64(outputs),
      Int64(pairs.terms), accumulate, c.mutable(Float.self))
  }
}
