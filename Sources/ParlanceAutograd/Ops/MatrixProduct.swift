import ParlanceArrays

/// The matrix product a b: [M, K], [K, N] → [M, N]; of b's transpose [N, K] where asked.
public func matmul(_ a: Tensor, _ b: Tensor, transposingB: Bool = false) -> Tensor {
  guard a.array.rank == 2, b.array.rank == 2, a.shape[1] == b.shape[transposingB ? 1 : 0] else {
    fatalError(
      "matmul: shapes \(a.shape) and \(b.shape)\(transposingB ? " (transposed)" : "") do not fit: "
        + "expected [M, K] and [K, N]")
  }
  let (x, w) = (a.array, b.array)
  var y = NDArray(uninitialized: [x.shape[0], w.shape[transposingB ? 0 : 1]], x.elementType)
  x.kernels.matrixProduct(
    x, transposed: false, w, transposed: transposingB, accumulate: false, &y)
  return .operation(
    "matmul", y,
    // da = dy bᵀ
    OperationInput(a) { dy, dx in
      dx.write(x.shape, x.elementType) {
        dy.kernels.matrixProduct(
          dy, transposed: false, w, transposed: !transposingB, accumulate: $1, &$0)
      }
    },
    // db = aᵀ dy, or its transpose
    OperationInput(b) { dy, dw in
      dw.write(w.shape, w.elementType) { dw, accumulate in
        if transposingB {
          dy.kernels.matrixProduct(
            dy, transposed: true, x, transposed: false, accumulate: accumulate, &dw)
        } else {
          dy.kernels.matrixProduct(
            x, transposed: true, dy, transposed: false, accumulate: accumulate, &dw)
        }
      }
    })
}
