extension ReferenceKernels {
  package func gather(_ x: NDArray, _ view: View) -> NDArray {
    view.check(within: x.count)
    var y = NDArray(uninitialized: view.shape, x.elementType)
    let target = y.mutable(T.self)
    let source = x.pointer(T.self)
    view.walk { target[$0] = source[$1] }
    return y
  }

  package func scatter(_ x: NDArray, _ view: View, _ y: inout NDArray) {
    view.check(within: y.count)
    let target = y.mutable(T.self)
    let source = x.pointer(T.self)
    view.walk { target[$1] = source[$0] }
  }

  package func addScattered(_ x: NDArray, _ view: View, _ y: inout NDArray) {
    view.check(within: y.count)
    // Sums of many float32 numbers keep their digits in double precision.
    var sums = y.doubles
    let source = x.pointer(T.self)
    view.walk { sums[$1] += Double(source[$0]) }
    update(&y) { index, _ in T(sums[index]) }
  }

  package func gatherRows(_ table: NDArray, _ ids: [Int32]) -> NDArray {
    let width = table.rowWidth
    var y = NDArray(uninitialized: [ids.count] + table.shape.dropFirst(), table.elementType)
    let target = y.mutable(T.self)
    let source = table.pointer(T.self)
    if width == 1 {
      for (row, id) in ids.enumerated() { target[row] = source[Int(id)] }
      return y
    }
    for (row, id) in ids.enumerated() {
      target.advanced(by: row * width).update(
        from: source.advanced(by: Int(id) * width), count: width)
    }
    return y
  }

  package func sumBags(
    _ table: NDArray, _ ids: [Int32], weights: NDArray?, starts: [Int64]
  ) -> NDArray {
    let width = table.rowWidth
    var y = NDArray(zeros: [starts.count - 1] + table.shape.dropFirst(), table.elementType)
    let target = y.mutable(T.self)
    let (source, weights) = (table.pointer(T.self), weights?.pointer(T.self))
    for bag in 0..<starts.count - 1 {
      for place in Int(starts[bag])..<Int(starts[bag + 1]) {
        for column in 0..<width {
          target[bag * width + column] +=
            (weights?[place] ?? 1) * source[Int(ids[place]) * width + column]
        }
      }
    }
    return y
  }

  package func maxOverTime(
    _ x: NDArray, lengths: [Int32]
  ) -> (values: NDArray, places: [Int32]) {
    let (steps, width) = (x.shape[1], x.shape[2])
    var y = NDArray(zeros: [x.shape[0], width], x.elementType)
    var places = [Int32](repeating: -1, count: y.count)
    let (source, target) = (x.pointer(T.self), y.mutable(T.self))
    for cell in 0..<places.count {
      let (row, column) = (cell / width, cell % width)
      for step in 0..<Int(lengths[row]) {
        let place = (row * steps + step) * width + column
        let isGreater = !(source[place] <= target[cell]) && !target[cell].isNaN
        if places[cell] < 0 || isGreater {
          (target[cell], places[cell]) = (source[place], Int32(place))
        }
      }
    }
    return (y, places)
  }

  package func addRows(_ rows: NDArray, at ids: [Int32], _ table: inout NDArray) {
    let width = table.rowWidth
    let target = table.mutable(T.self)
    let source = rows.pointer(T.self)
    for (row, id) in ids.enumerated() {
      for column in 0..<width { target[Int(id) * width + column] += source[row * width + column] }
    }
  }

  package func addScaledRows(
    _ alpha: Double, _ rows: NDArray, at ids: [Int32], _ table: inout NDArray
  ) {
    let width = table.rowWidth
    let target = table.mutable(T.self)
    let source = rows.pointer(T.self)
    for (row, id) in ids.enumerated() {
      for column in 0..<width {
        target[Int(id) * width + column] += T(alpha) * source[row * width + column]
      }
    }
  }

  package func setRows(_ rows: NDArray, at ids: [Int32], _ table: inout NDArray) {
    let width = table.rowWidth
    let target = table.mutable(T.self)
    let source = rows.pointer(T.self)
    for (row, id) in ids.enumerated() {
      for column in 0..<width { target[Int(id) * width + column] = source[row * width + column] }
    }
  }
}

extension NDArray {
  /// The array seen as a batch of matrices in its last two axes.
  var matrices: (count: Int, rows: Int, columns: Int) {
    (shape.dropLast(2).reduce(1, *), shape[rank - 2], shape[rank - 1])
  }

  /// The elements of one row of a table [V, D..].
  var rowWidth: Int { shape.dropFirst().reduce(1, *) }

  /// The rows and the width of an array seen as a matrix over its last axis.
  func rowsAndWidth() -> (rows: Int, width: Int) {
    let width = shape.last ?? 1
    return (width == 0 ? shape.dropLast().reduce(1, *) : count / width, width)
  }
}
