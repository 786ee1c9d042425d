import ParlanceArrays

/// A tensor as the rows of a matrix: one row for each place of the kept axes, and along it the
/// places of the others in their order.
struct RowForm {
  let shape: [Int]
  let dropped: [Int]
  /// The kept axes, then the others.
  let view: View
  let rows: Int
  let width: Int

  init(_ shape: [Int], dropping dropped: [Int]) {
    self.shape = shape
    self.dropped = dropped
    let kept = shape.indices.filter { !dropped.contains($0) }
    view = View(shape).permuted(kept + dropped)
    rows = kept.reduce(1) { $0 * shape[$1] }
    width = dropped.reduce(1) { $0 * shape[$1] }
  }

  /// The shape after the axes were reduced.
  func reduced(keepingAxes: Bool) -> [Int] {
    keepingAxes
      ? shape.indices.map { dropped.contains($0) ? 1 : shape[$0] }
      : shape.indices.filter { !dropped.contains($0) }.map { shape[$0] }
  }

  /// x as a matrix [rows, width].
  func matrix(_ x: NDArray) -> NDArray { x.kernels.gather(x, view).reshaped([rows, width]) }

  /// A matrix [rows, width] in the tensor's shape.
  func array(_ matrix: NDArray) -> NDArray {
    if view.isAll(of: matrix.count) { return matrix.reshaped(shape) }
    var x = NDArray(uninitialized: shape, like: matrix)
    matrix.kernels.scatter(matrix.reshaped(view.shape), view, &x)
    return x
  }

  /// Numbers of a matrix [rows, length], which stand along the one dropped axis, in the tensor's
  /// order.
  func indices(_ matrix: [Int32], length: Int) -> Indices {
    var target = shape
    target[dropped[0]] = length
    let kept = shape.indices.filter { $0 != dropped[0] }
    var values = [Int32](repeating: 0, count: matrix.count)
    View(target).permuted(kept + dropped).walk { values[$1] = matrix[$0] }
    return Indices(values, shape: target)
  }
}

extension Tensor {
  /// A reduction of the rows along some axes.
  func reduced(
    _ name: String, _ reduction: RowReduction, _ axes: [Int]?, keepingAxes: Bool
  ) -> Tensor {
    let form = RowForm(shape, dropping: self.axes(axes, name))
    let x = form.matrix(array)
    let y = kernels.reduceRows(reduction, x)
    return .operation(
      name, y.reshaped(form.reduced(keepingAxes: keepingAxes)),
      OperationInput(self) { dy, dx in
        var matrix = NDArray(zerosLike: x)
        x.kernels.addRowsGradient(
          reduction, x: x, y: y, dy: dy.reshaped([form.rows]), &matrix)
        dx.add(form.array(matrix))
      })
  }
}
