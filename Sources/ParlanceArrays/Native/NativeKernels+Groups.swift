import CParlance

extension NativeKernels {
  package func groupProducts(
    _ x: NDArray, _ table: NDArray, bias: NDArray?, _ groups: RowGroups
  ) -> NDArray {
    // Zeros between the lines.
    var y = zeros([groups.lineCount], like: x)
    groups.withCGroups(width: table.shape[1]) {
      pl_group_products(
        $0, x.pointer(Float.self), table.pointer(Float.self), bias?.pointer(Float.self),
        y.mutable(Float.self))
    }
    return y
  }

  package func groupInputGradients(
    _ dy: NDArray, _ table: NDArray, _ groups: RowGroups
  ) -> NDArray {
    let width = table.shape[1]
    var dx = NDArray(uninitialized: [groups.places.count, width], like: dy)
    groups.withCGroups(width: width) {
      pl_group_input_gradients(
        $0, dy.pointer(Float.self), table.pointer(Float.self), dx.mutable(Float.self))
    }
    return dx
  }

  package func groupWeightGradients(
    _ dy: NDArray, _ x: NDArray, _ groups: RowGroups
  ) -> (table: NDArray, bias: NDArray) {
    let (width, rows) = (x.shape[1], Int(groups.rowStarts[groups.count]))
    var table = NDArray(uninitialized: [rows, width], like: dy)
    var bias = NDArray(uninitialized: [rows], like: dy)
    groups.withCGroups(width: width) {
      pl_group_weight_gradients(
        $0, dy.pointer(Float.self), x.pointer(Float.self), table.mutable(Float.self),
        bias.mutable(Float.self))
    }
    return (table, bias)
  }

  package func logSoftmax(_ x: NDArray, _ segments: Segments) -> NDArray {
    // Zeros between the segments.
    var y = zeros(x.shape, like: x)
    pl_log_softmax_segments(
      x.pointer(Float.self), segments.starts, segments.counts, y.mutable(Float.self),
      Int64(segments.counts.count))
    return y
  }

  package func addLogSoftmaxGradient(
    y: NDArray, dy: NDArray, _ segments: Segments, _ dx: inout NDArray
  ) {
    pl_log_softmax_segments_gradient(
      y.pointer(Float.self), dy.pointer(Float.self), segments.starts, segments.counts,
      dx.mutable(Float.self), Int64(segments.counts.count))
  }
}

extension RowGroups {
  /// The groups as C takes them, while the body runs.
  fileprivate func withCGroups(width: Int, _ body: (pl_groups) -> Void) {
    placeStarts.withUnsafeBufferPointer { places in
      firstRows.withUnsafeBufferPointer { firsts in
        rowStarts.withUnsafeBufferPointer { rows in
          lineStarts.withUnsafeBufferPointer { lines in
            body(
              pl_groups(
                count: Int64(count), width: Int64(width), alignment: Int64(Self.alignment),
                places: places.baseAddress!, first: firsts.baseAddress, rows: rows.baseAddress!,
                lines: lines.baseAddress!))
          }
        }
      }
    }
  }
}
