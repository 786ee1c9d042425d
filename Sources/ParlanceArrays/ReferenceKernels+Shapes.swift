extension ReferenceKernels {
  /// Element strides of `shape` seen under `target`, axes aligned at the end: 0 where it repeats.
  static func broadcastStrides(_ shape: [Int], to target: [Int]) -> [Int] {
    var strides = [Int](repeating: 0, count: target.count)
    var stride = 1
    for (axis, length) in shape.enumerated().reversed() {
      if length != 1 { strides[target.count - shape.count + axis] = stride }
      stride *= length
    }
    return strides
  }

  /// Calls the body with each row-major place of a shape and the offset that the strides give it.
  static func walk(_ shape: [Int], _ strides: [Int], _ body: (Int, Int) -> Void) {
    let count = shape.reduce(1, *)
    var index = [Int](repeating: 0, count: shape.count)
    var offset = 0
    for place in 0..<count {
      body(place, offset)
      var axis = shape.count - 1
      while axis >= 0 {
        index[axis] += 1
        offset += strides[axis]
        if index[axis] < shape[axis] { break }
        offset -= strides[axis] * shape[axis]
        index[axis] = 0
        axis -= 1
      }
    }
  }

  package func expand(_ x: NDArray, to shape: [Int]) -> NDArray {
    gather(x, shape: shape, strides: Self.broadcastStrides(x.shape, to: shape))
  }

  package func addReduced(_ x: NDArray, _ y: inout NDArray) {
    let strides = Self.broadcastStrides(y.shape, to: x.shape)
    // Sums of many float32 numbers keep their digits in double precision.
    var sums = y.doubles
    let source = x.pointer(T.self)
    Self.walk(x.shape, strides) { sums[$1] += Double(source[$0]) }
    update(&y) { index, _ in T(sums[index]) }
  }

  package func permute(_ x: NDArray, _ axes: [Int]) -> NDArray {
    let strides = Self.broadcastStrides(x.shape, to: x.shape)
    return gather(x, shape: axes.map { x.shape[$0] }, strides: axes.map { strides[$0] })
  }

  private func gather(_ x: NDArray, shape: [Int], strides: [Int]) -> NDArray {
    var y = NDArray(uninitialized: shape, x.elementType)
    let target = y.mutable(T.self)
    let source = x.pointer(T.self)
    Self.walk(shape, strides) { target[$0] = source[$1] }
    return y
  }

  package func slice(_ x: NDArray, axis: Int, start: Int, length: Int) -> NDArray {
    let (outer, inner) = x.extents(around: axis)
    var shape = x.shape
    shape[axis] = length
    var y = NDArray(uninitialized: shape, x.elementType)
    let target = y.mutable(T.self)
    let source = x.pointer(T.self)
    for block in 0..<outer {
      target.advanced(by: block * length * inner).update(
        from: source.advanced(by: (block * x.shape[axis] + start) * inner), count: length * inner)
    }
    return y
  }

  package func addSlice(_ x: NDArray, axis: Int, start: Int, _ y: inout NDArray) {
    let (outer, inner) = x.extents(around: axis)
    let (length, whole) = (x.shape[axis], y.shape[axis])
    let target = y.mutable(T.self)
    let source = x.pointer(T.self)
    for block in 0..<outer {
      for index in 0..<length * inner {
        target[(block * whole + start) * inner + index] += source[block * length * inner + index]
      }
    }
  }

  package func gatherRows(_ table: NDArray, _ ids: [Int32]) -> NDArray {
    let width = table.shape[1]
    var y = NDArray(uninitialized: [ids.count, width], table.elementType)
    let target = y.mutable(T.self)
    let source = table.pointer(T.self)
    for (row, id) in ids.enumerated() {
      target.advanced(by: row * width).update(
        from: source.advanced(by: Int(id) * width), count: width)
    }
    return y
  }

  package func addRows(_ rows: NDArray, at ids: [Int32], _ table: inout NDArray) {
    let width = table.shape[1]
    let target = table.mutable(T.self)
    let source = rows.pointer(T.self)
    for (row, id) in ids.enumerated() {
      for column in 0..<width { target[Int(id) * width + column] += source[row * width + column] }
    }
  }
}

extension NDArray {
  /// How many blocks lie before an axis, and how many elements one of its places spans.
  func extents(around axis: Int) -> (outer: Int, inner: Int) {
    (shape[..<axis].reduce(1, *), shape[(axis + 1)...].reduce(1, *))
  }

  /// The rows and the width of an array seen as a matrix over its last axis.
  func rowsAndWidth() -> (rows: Int, width: Int) {
    let width = shape.last ?? 1
    return (width == 0 ? shape.dropLast().reduce(1, *) : count / width, width)
  }
}
