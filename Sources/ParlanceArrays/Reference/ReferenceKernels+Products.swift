extension ReferenceKernels {
  package func matrixProduct(
    _ a: NDArray, transposed transposeA: Bool, _ b: NDArray, transposed transposeB: Bool,
    bias: NDArray?, accumulate: Bool, _ c: inout NDArray
  ) {
    let (m, n) = (c.shape[0], c.shape[1])
    let k = a.shape[transposeA ? 0 : 1]
    let pc = c.mutable(T.self)
    if let bias = bias?.pointer(T.self) {
      for place in 0..<m * n { pc[place] = (accumulate ? pc[place] : 0) + bias[place % n] }
    }
    Self.product(
      (m, n, k), a.pointer(T.self), transposeA, b.pointer(T.self), transposeB,
      accumulate: accumulate || bias != nil, pc)
  }

  package func matrixProducts(
    _ a: NDArray, transposed transposeA: Bool, _ b: NDArray, transposed transposeB: Bool,
    _ pairs: MatrixPairs, accumulate: Bool, _ c: inout NDArray
  ) {
    let (outputs, m, n) = c.matrices
    let (_, rows, columns) = a.matrices
    let k = transposeA ? rows : columns
    if !accumulate { fill(0, &c) }
    let (pa, pb, pc) = (a.pointer(T.self), b.pointer(T.self), c.mutable(T.self))
    for term in 0..<outputs * pairs.terms {
      Self.product(
        (m, n, k), pa + Int(pairs.a[term]) * m * k, transposeA,
        pb + Int(pairs.b[term]) * k * n, transposeB, accumulate: true,
        pc + term / pairs.terms * m * n)
    }
  }

  private static func product(
    _ sizes: (m: Int, n: Int, k: Int), _ a: UnsafePointer<T>, _ transposeA: Bool,
    _ b: UnsafePointer<T>, _ transposeB: Bool, accumulate: Bool, _ c: UnsafeMutablePointer<T>
  ) {
    let (m, n, k) = sizes
    for row in 0..<m {
      for column in 0..<n {
        var sum = accumulate ? c[row * n + column] : 0
        for inner in 0..<k {
          sum +=
            a[transposeA ? inner * m + row : row * k + inner]
            * b[transposeB ? column * k + inner : inner * n + column]
        }
        c[row * n + column] = sum
      }
    }
  }
}
