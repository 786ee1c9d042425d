import ParlanceSystem

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

  package func softmax(_ x: NDArray, logarithm: Bool) -> NDArray {
    eachRow(of: x) { x, y in
      let top = x.max() ?? 0
      let total = T.log(x.reduce(0) { $0 + T.exp($1 - top) })
      for index in x.indices {
        let value = x[index] - top - total
        y[index] = logarithm ? value : T.exp(value)
      }
    }
  }

  package func softmax(_ x: NDArray, limits: [Int32]) -> NDArray {
    var row = 0
    return eachRow(of: x) { x, y in
      let seen = x.prefix(Int(limits[row]))
      let top = seen.max() ?? 0
      // A row without a finite number has no greatest one to subtract.
      let total = seen.allSatisfy { $0 == -.infinity } ? 1 : seen.reduce(0) { $0 + T.exp($1 - top) }
      for place in x.indices {
        y[place] = place < seen.count && x[place] != -.infinity ? T.exp(x[place] - top) / total : 0
      }
      row += 1
    }
  }

  package func addSoftmaxGradient(
    y: NDArray, dy: NDArray, logarithm: Bool, _ dx: inout NDArray
  ) {
    let (rows, width) = y.rowsAndWidth()
    let (py, pdy) = (y.pointer(T.self), dy.pointer(T.self))
    let pdx = dx.mutable(T.self)
    for row in 0..<rows {
      let places = row * width..<(row + 1) * width
      let total = places.reduce(T(0)) { $0 + (logarithm ? pdy[$1] : pdy[$1] * py[$1]) }
      for i in places {
        pdx[i] += logarithm ? pdy[i] - T.exp(py[i]) * total : py[i] * (pdy[i] - total)
      }
    }
  }

  package func crossEntropy(
    _ logits: NDArray, targets: [Int32], ignoring: Int32, scale: Double
  ) -> (losses: NDArray, gradient: NDArray) {
    let width = logits.shape[1]
    var losses = NDArray(zeros: [targets.count], logits.elementType)
    let pl = losses.mutable(T.self)
    var row = 0
    let gradient = eachRow(of: logits) { x, y in
      defer { row += 1 }
      if targets[row] == ignoring {
        for index in 0..<width { y[index] = 0 }
        return
      }
      let top = x.max() ?? 0
      let total = T.log(x.reduce(0) { $0 + T.exp($1 - top) })
      for index in 0..<width { y[index] = T(scale) * T.exp(x[index] - top - total) }
      let target = Int(targets[row])
      pl[row] = top + total - x[target]
      y[target] -= T(scale)
    }
    return (losses, gradient)
  }

  package func normalize(
    _ x: NDArray, epsilon: Double
  ) -> (normalized: NDArray, inverse: NDArray) {
    let (rows, width) = x.rowsAndWidth()
    var inverse = NDArray(zeros: [rows], x.elementType)
    let pi = inverse.mutable(T.self)
    var row = 0
    let normalized = eachRow(of: x) { x, y in
      let mean = x.reduce(0, +) / T(width)
      let variance = x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / T(width)
      pi[row] = 1 / (variance + T(epsilon)).squareRoot()
      for index in 0..<width { y[index] = (x[index] - mean) * pi[row] }
      row += 1
    }
    return (normalized, inverse)
  }

  package func addNormalizeGradient(
    normalized: NDArray, inverse: NDArray, dy: NDArray, _ dx: inout NDArray
  ) {
    let (rows, width) = dy.rowsAndWidth()
    let (px, pi, pdy) = (normalized.pointer(T.self), inverse.pointer(T.self), dy.pointer(T.self))
    let pdx = dx.mutable(T.self)
    for row in 0..<rows {
      let places = row * width..<(row + 1) * width
      let mean = places.reduce(T(0)) { $0 + pdy[$1] } / T(width)
      let projection = places.reduce(T(0)) { $0 + pdy[$1] * px[$1] } / T(width)
      for i in places { pdx[i] += pi[row] * (pdy[i] - mean - px[i] * projection) }
    }
  }

  package func addDropout(
    _ x: NDArray, rate: Double, key: RandomKey, sharedSteps: Int, _ y: inout NDArray
  ) {
    let width = x.shape.last ?? 1
    let threshold = DropoutMask.threshold(rate)
    let factor = T(1 / (1 - rate))
    let px = x.pointer(T.self)
    update(&y) { index, value in
      let place =
        sharedSteps == 1 ? index : index / (sharedSteps * width) * width + index % width
      return DropoutMask.keeps(place, threshold, key) ? value + px[index] * factor : value
    }
  }

  /// Fills an array shaped like x row by row over the last axis.
  private func eachRow(
    of x: NDArray, _ body: (UnsafeBufferPointer<T>, UnsafeMutablePointer<T>) -> Void
  ) -> NDArray {
    let (rows, width) = x.rowsAndWidth()
    var y = NDArray(uninitialized: x.shape, x.elementType)
    let source = x.pointer(T.self)
    let target = y.mutable(T.self)
    for row in 0..<rows {
      body(
        UnsafeBufferPointer(start: source + row * width, count: width), target + row * width)
    }
    return y
  }
}

/// Which places a dropout mask keeps: word `place % 4` of Philox block `place / 4` of the key,
/// compared with rate · 2³².
enum DropoutMask {
  static func threshold(_ rate: Double) -> UInt32 {
    UInt32(min(max(rate * 0x1p32, 0), 0x1p32 - 1))
  }

  static func keeps(_ place: Int, _ threshold: UInt32, _ key: RandomKey) -> Bool {
    let block = Philox.block(counter: (UInt64(place / 4), 0), key: key.bits)
    let word =
      switch place % 4 {
      case 0: block.0
      case 1: block.1
      case 2: block.2
      default: block.3
      }
    return word >= threshold
  }
}
