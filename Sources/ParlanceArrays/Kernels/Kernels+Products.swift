/// Matrix products.
package protocol ProductKernels: Sendable {
  /// c = op(a) op(b), or c += op(a) op(b), of matrices; a bias is added to each row.
  func matrixProduct(
    _ a: NDArray, transposed transposeA: Bool, _ b: NDArray, transposed transposeB: Bool,
    bias: NDArray?, accumulate: Bool, _ c: inout NDArray)
  /// The same for the matrices in the last two axes, paired as said.
  func matrixProducts(
    _ a: NDArray, transposed transposeA: Bool, _ b: NDArray, transposed transposeB: Bool,
    _ pairs: MatrixPairs, accumulate: Bool, _ c: inout NDArray)
}

extension PartialKernels {
  package func matrixProduct(
    _ a: NDArray, transposed transposeA: Bool, _ b: NDArray, transposed transposeB: Bool,
    bias: NDArray?, accumulate: Bool, _ c: inout NDArray
  ) {
    standIn().matrixProduct(
      a, transposed: transposeA, b, transposed: transposeB, bias: bias, accumulate: accumulate, &c)
  }

  package func matrixProducts(
    _ a: NDArray, transposed transposeA: Bool, _ b: NDArray, transposed transposeB: Bool,
    _ pairs: MatrixPairs, accumulate: Bool, _ c: inout NDArray
  ) {
    standIn().matrixProducts(
      a, transposed: transposeA, b, transposed: transposeB, pairs, accumulate: accumulate, &c)
  }
}

extension Kernels {
  /// c = op(a) op(b), or c += op(a) op(b), of matrices.
  package func matrixProduct(
    _ a: NDArray, transposed transposeA: Bool, _ b: NDArray, transposed transposeB: Bool,
    accumulate: Bool, _ c: inout NDArray
  ) {
    matrixProduct(
      a, transposed: transposeA, b, transposed: transposeB, bias: nil, accumulate: accumulate, &c)
  }
}

/// Which matrices of two batches are multiplied: output i is the sum of `terms` products, of
/// matrices `a[i · terms + t]` and `b[i · terms + t]`.
package struct MatrixPairs: Sendable {
  package var a: [Int64]
  package var b: [Int64]
  package var terms: Int

  package init(a: [Int64], b: [Int64], terms: Int = 1) {
    self.a = a
    self.b = b
    self.terms = terms
  }
}
