extension ReferenceKernels {
  package func gatherRows(_ table: NDArray, _ ids: [Int32]) -> NDArray {
    let width = table.rowWidth
    var y = NDArray(uninitialized: [ids.count] + table.shape.dropFirst(), like: table)
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
    var y = zeros([starts.count - 1] + table.shape.dropFirst(), like: table)
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
