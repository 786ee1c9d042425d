extension ReferenceKernels {
  package func groupProducts(
    _ x: NDArray, _ table: NDArray, bias: NDArray?, _ groups: RowGroups
  ) -> NDArray {
    var y = zeros([groups.lineCount], like: x)
    let target = y.mutable(T.self)
    let (x, width) = (x.pointer(T.self), table.shape[1])
    let (table, bias) = (table.pointer(T.self), bias?.pointer(T.self))
    forEachPair(groups) { place, row, _, at in
      target[at] = (0..<width).reduce(bias?[row] ?? 0) {
        $0 + x[place * width + $1] * table[row * width + $1]
      }
    }
    return y
  }

  package func groupInputGradients(
    _ dy: NDArray, _ table: NDArray, _ groups: RowGroups
  ) -> NDArray {
    let width = table.shape[1]
    var dx = zeros([groups.places.count, width], like: dy)
    let target = dx.mutable(T.self)
    let (dy, table) = (dy.pointer(T.self), table.pointer(T.self))
    forEachPair(groups) { place, row, _, at in
      for column in 0..<width {
        target[place * width + column] += dy[at] * table[row * width + column]
      }
    }
    return dx
  }

  package func groupWeightGradients(
    _ dy: NDArray, _ x: NDArray, _ groups: RowGroups
  ) -> (table: NDArray, bias: NDArray) {
    let (width, rows) = (x.shape[1], Int(groups.rowStarts[groups.count]))
    var table = zeros([rows, width], like: dy)
    var bias = zeros([rows], like: dy)
    let (target, sums) = (table.mutable(T.self), bias.mutable(T.self))
    let (dy, x) = (dy.pointer(T.self), x.pointer(T.self))
    forEachPair(groups) { place, _, row, at in
      sums[row] += dy[at]
      for column in 0..<width {
        target[row * width + column] += dy[at] * x[place * width + column]
      }
    }
    return (table, bias)
  }

  /// Calls the body with each place in the groups' order, a row of the table, the same row among all
  /// groups' rows, and where their result lies.
  private func forEachPair(
    _ groups: RowGroups, _ body: (_ place: Int, _ row: Int, _ local: Int, _ at: Int) -> Void
  ) {
    for group in 0..<groups.count {
      let (rows, first) = (groups.rowCount(group), Int(groups.firstRows[group]))
      for place in 0..<groups.placeCount(group) {
        let line = Int(groups.lineStarts[group]) + place * RowGroups.padded(rows)
        for row in 0..<rows {
          body(
            Int(groups.placeStarts[group]) + place, first + row,
            Int(groups.rowStarts[group]) + row, line + row)
        }
      }
    }
  }

  package func logSoftmax(_ x: NDArray, _ segments: Segments) -> NDArray {
    var y = zeros(x.shape, like: x)
    let (x, target) = (x.pointer(T.self), y.mutable(T.self))
    for (start, count) in zip(segments.starts, segments.counts) {
      let places = Int(start)..<Int(start) + Int(count)
      let top = places.map { x[$0] }.max() ?? 0
      let total = T.log(places.reduce(0) { $0 + T.exp(x[$1] - top) })
      for place in places { target[place] = x[place] - top - total }
    }
    return y
  }

  package func addLogSoftmaxGradient(
    y: NDArray, dy: NDArray, _ segments: Segments, _ dx: inout NDArray
  ) {
    let (y, dy, target) = (y.pointer(T.self), dy.pointer(T.self), dx.mutable(T.self))
    for (start, count) in zip(segments.starts, segments.counts) {
      let places = Int(start)..<Int(start) + Int(count)
      let total = places.reduce(T(0)) { $0 + dy[$1] }
      for place in places { target[place] += dy[place] - T.exp(y[place]) * total }
    }
  }
}
