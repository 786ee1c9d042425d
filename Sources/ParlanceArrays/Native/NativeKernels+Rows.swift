import CParlance

extension NativeKernels {
  package func softmax(_ x: NDArray, logarithm: Bool) -> NDArray {
    var y = NDArray(uninitialized: x.shape, like: x)
    let (rows, width) = x.rowsAndWidth()
    pl_softmax(
      x.pointer(Float.self), y.mutable(Float.self), Int64(rows), Int64(width), logarithm)
    return y
  }

  package func softmax(_ x: NDArray, limits: [Int32]) -> NDArray {
    var y = NDArray(uninitialized: x.shape, like: x)
    pl_softmax_within(
      x.pointer(Float.self), limits, y.mutable(Float.self), Int64(limits.count),
      Int64(x.shape.last ?? 1))
    return y
  }

  package func maxOverTime(
    _ x: NDArray, lengths: [Int32]
  ) -> (values: NDArray, steps: NDArray) {
    var y = NDArray(uninitialized: [x.shape[0], x.shape[2]], like: x)
    var steps = NDArray(uninitialized: y.shape, like: x)
    pl_max_over_time(
      x.pointer(Float.self), lengths, y.mutable(Float.self), steps.mutable(Float.self),
      Int64(x.shape[0]), Int64(x.shape[1]), Int64(x.shape[2]))
    return (y, steps)
  }

  package func addMaxOverTimeGradient(steps: NDArray, dy: NDArray, _ dx: inout NDArray) {
    plain.addMaxOverTimeGradient(steps: steps, dy: dy, &dx)
  }

  package func greatestSums(
    _ x: NDArray, minus z: NDArray, _ rows: [Int32], blockWidth: Int
  ) -> NDArray {
    let width = x.shape[1]
    let blocks = (width + blockWidth - 1) / blockWidth
    var y = NDArray(uninitialized: [blocks, rows.count / 3], like: x)
    pl_greatest_sums(
      x.pointer(Float.self), z.pointer(Float.self), rows, y.mutable(Float.self),
      Int64(rows.count / 3), Int64(width), Int64(blockWidth))
    return y
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
    var losses = NDArray(uninitialized: [targets.count], like: logits)
    var gradient = NDArray(uninitialized: logits.shape, like: logits)
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
    var losses = NDArray(uninitialized: [rows], like: logits)
    var gradient = NDArray(uninitialized: logits.shape, like: logits)
    pl_black_out(
      logits.pointer(Float.self), losses.mutable(Float.self), gradient.mutable(Float.self),
      Int64(rows), Int64(width), Float(scale))
    return (losses, gradient)
  }

  package func normalize(
    _ x: NDArray, epsilon: Double
  ) -> (normalized: NDArray, inverse: NDArray) {
    let (rows, width) = x.rowsAndWidth()
    var normalized = NDArray(uninitialized: x.shape, like: x)
    var inverse = NDArray(uninitialized: [rows], like: x)
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
}
