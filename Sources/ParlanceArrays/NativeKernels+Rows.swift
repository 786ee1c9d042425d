import CParlance
import ParlanceSystem

extension NativeKernels {
  package func gatherRows(_ table: NDArray, _ ids: [Int32]) -> NDArray {
    plain.gatherRows(table, ids)
  }

  package func addRows(_ rows: NDArray, at ids: [Int32], _ table: inout NDArray) {
    plain.addRows(rows, at: ids, &table)
  }

  package func addScaledRows(
    _ alpha: Double, _ rows: NDArray, at ids: [Int32], _ table: inout NDArray
  ) {
    let width = table.rowWidth
    pl_add_scaled_rows(
      rows.pointer(Float.self), ids, Float(alpha), table.mutable(Float.self), Int64(ids.count),
      Int64(width))
  }

  package func matrixProduct(
    _ a: NDArray, transposed transposeA: Bool, _ b: NDArray, transposed transposeB: Bool,
    bias: NDArray?, accumulate: Bool, _ c: inout NDArray
  ) {
    let (m, n) = (c.shape[0], c.shape[1])
    let k = a.shape[transposeA ? 0 : 1]
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

  package func softmax(_ x: NDArray, logarithm: Bool) -> NDArray {
    var y = NDArray(uninitialized: x.shape)
    let (rows, width) = x.rowsAndWidth()
    pl_softmax(
      x.pointer(Float.self), y.mutable(Float.self), Int64(rows), Int64(width), logarithm)
    return y
  }

  package func softmax(_ x: NDArray, limits: [Int32]) -> NDArray {
    var y = NDArray(uninitialized: x.shape)
    pl_softmax_within(
      x.pointer(Float.self), limits, y.mutable(Float.self), Int64(limits.count),
      Int64(x.shape.last ?? 1))
    return y
  }

  package func sumBags(
    _ table: NDArray, _ ids: [Int32], weights: NDArray?, starts: [Int64]
  ) -> NDArray {
    var y = NDArray(uninitialized: [starts.count - 1] + table.shape.dropFirst())
    pl_sum_bags(
      table.pointer(Float.self), ids, weights?.pointer(Float.self), starts,
      y.mutable(Float.self), Int64(starts.count - 1), Int64(table.rowWidth))
    return y
  }

  package func maxOverTime(
    _ x: NDArray, lengths: [Int32]
  ) -> (values: NDArray, places: [Int32]) {
    var y = NDArray(uninitialized: [x.shape[0], x.shape[2]])
    var places = [Int32](repeating: -1, count: y.count)
    pl_max_over_time(
      x.pointer(Float.self), lengths, y.mutable(Float.self), &places, Int64(x.shape[0]),
      Int64(x.shape[1]), Int64(x.shape[2]))
    return (y, places)
  }

  package func addSoftmaxGradient(
    y: NDArray, dy: NDArray, logarithm: Bool, _ dx: inout NDArray
  ) {
    let (rows, width) = y.rowsAndWidth()
    pl_softmax_gradient(
      y.pointer(Float.self), dy.pointer(Float.self), dx.mutable(Float.self), Int64(rows),
      Int64(width), logarithm)
  }

  package func crossEntropy(
    _ logits: NDArray, targets: [Int32], ignoring: Int32, scale: Double
  ) -> (losses: NDArray, gradient: NDArray) {
    var losses = NDArray(uninitialized: [targets.count])
    var gradient = NDArray(uninitialized: logits.shape)
    pl_cross_entropy(
      logits.pointer(Float.self), targets, ignoring, losses.mutable(Float.self),
      gradient.mutable(Float.self), Int64(targets.count), Int64(logits.shape[1]),
      Float(scale))
    return (losses, gradient)
  }

  package func blackOut(
    _ logits: NDArray, scale: Double
  ) -> (losses: NDArray, gradient: NDArray) {
    let (rows, width) = (logits.shape[0], logits.shape[1])
    var losses = NDArray(uninitialized: [rows])
    var gradient = NDArray(uninitialized: logits.shape)
    pl_black_out(
      logits.pointer(Float.self), losses.mutable(Float.self), gradient.mutable(Float.self),
      Int64(rows), Int64(width), Float(scale))
    return (losses, gradient)
  }

  package func normalize(
    _ x: NDArray, epsilon: Double
  ) -> (normalized: NDArray, inverse: NDArray) {
    let (rows, width) = x.rowsAndWidth()
    var normalized = NDArray(uninitialized: x.shape)
    var inverse = NDArray(uninitialized: [rows])
    pl_normalize(
      x.pointer(Float.self), normalized.mutable(Float.self), inverse.mutable(Float.self),
      Int64(rows), Int64(width), Float(epsilon))
    return (normalized, inverse)
  }

  package func addNormalizeGradient(
    normalized: NDArray, inverse: NDArray, dy: NDArray, _ dx: inout NDArray
  ) {
    let (rows, width) = dy.rowsAndWidth()
    pl_normalize_gradient(
      normalized.pointer(Float.self), inverse.pointer(Float.self), dy.pointer(Float.self),
      dx.mutable(Float.self), Int64(rows), Int64(width))
  }

  package func addDropout(
    _ x: NDArray, rate: Double, key: RandomKey, sharedSteps: Int, _ y: inout NDArray
  ) {
    var e = elements(&y)
    e.a = x.pointer(Float.self)
    e.scalars.0 = Float(bitPattern: DropoutMask.threshold(rate))
    e.scalars.1 = Float(1 / (1 - rate))
    e.key = key.bits
    e.width = Int64(x.shape.last ?? 1)
    e.shared = Int64(sharedSteps)
    pl_dropout(e)
  }
}
