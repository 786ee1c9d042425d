import ParlanceSystem

extension ReferenceKernels {
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
    var losses = zeros([targets.count], like: logits)
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
    var inverse = zeros([rows], like: x)
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

  package func greatestSums(
    _ x: NDArray, minus z: NDArray, _ rows: [Int32], blockWidth: Int
  ) -> NDArray {
    let (width, answers) = (x.shape[1], rows.count / 3)
    let blocks = (width + blockWidth - 1) / blockWidth
    var y = NDArray(repeating: -.infinity, shape: [blocks, answers], x.elementType)
    let (positive, negative) = (x.pointer(T.self), z.pointer(T.self))
    let target = y.mutable(T.self)
    for answer in 0..<answers {
      let starts = rows[3 * answer..<3 * answer + 3].map { Int($0) * width }
      for column in 0..<width {
        let sum =
          positive[starts[0] + column] + positive[starts[1] + column]
          - negative[starts[2] + column]
        let place = column / blockWidth * answers + answer
        if sum > target[place] { target[place] = sum }
      }
    }
    return y
  }

  package func maxOverTime(
    _ x: NDArray, lengths: [Int32]
  ) -> (values: NDArray, steps: NDArray) {
    let (steps, width) = (x.shape[1], x.shape[2])
    var y = zeros([x.shape[0], width], like: x)
    var found = NDArray(repeating: -1, shape: y.shape, like: x)
    let (source, target, place) = (x.pointer(T.self), y.mutable(T.self), found.mutable(T.self))
    for cell in 0..<y.count {
      let (row, column) = (cell / width, cell % width)
      for step in 0..<Int(lengths[row]) {
        let value = source[(row * steps + step) * width + column]
        let isGreater = !(value <= target[cell]) && !target[cell].isNaN
        if place[cell] < 0 || isGreater { (target[cell], place[cell]) = (value, T(step)) }
      }
    }
    return (y, found)
  }

  package func addMaxOverTimeGradient(steps: NDArray, dy: NDArray, _ dx: inout NDArray) {
    let (length, width) = (dx.shape[1], dx.shape[2])
    let (place, source) = (steps.pointer(T.self), dy.pointer(T.self))
    let target = dx.mutable(T.self)
    for cell in 0..<dy.count where place[cell] >= 0 {
      target[(cell / width * length + Int(place[cell])) * width + cell % width] += source[cell]
    }
  }

  /// Fills an array shaped like x row by row over the last axis.
  private func eachRow(
    of x: NDArray, _ body: (UnsafeBufferPointer<T>, UnsafeMutablePointer<T>) -> Void
  ) -> NDArray {
    let (rows, width) = x.rowsAndWidth()
    var y = NDArray(uninitialized: x.shape, like: x)
    let source = x.pointer(T.self)
    let target = y.mutable(T.self)
    for row in 0..<rows {
      body(
        UnsafeBufferPointer(start: source + row * width, count: width), target + row * width)
    }
    return y
  }
}
