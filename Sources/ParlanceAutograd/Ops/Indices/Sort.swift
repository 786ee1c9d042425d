import ParlanceArrays

extension Tensor {
  /// The elements in order along an axis, and where each came from.
  ///
  /// Equal elements stay in their order; NaN counts as the greatest.
  public func sorted(
    axis: Int = -1, isDescending: Bool = false
  ) -> (values: Tensor, indices: Indices) {
    let order = argsort(axis: axis, isDescending: isDescending)
    return (gather(axis: axis, order), order)
  }

  /// The places along an axis in the order of their elements.
  public func argsort(axis: Int = -1, isDescending: Bool = false) -> Indices {
    if shape.isEmpty { return unsqueezed(axis: 0).argsort(axis: axis).reshaped([]) }
    let axis = self.axis(axis, "sort")
    return first(shape[axis], axis, isDescending)
  }

  /// The k greatest or least elements along an axis, in order, and where each came from.
  public func topK(
    _ k: Int, axis: Int = -1, isLargest: Bool = true
  ) -> (values: Tensor, indices: Indices) {
    let place = self.axis(axis, "topK")
    guard (0...shape[place]).contains(k) else {
      fatalError("topK: \(k) of axis \(axis) of shape \(shape)")
    }
    let places = first(k, place, isLargest)
    return (gather(axis: place, places), places)
  }

  /// The first places along an axis in the order of their elements.
  private func first(_ count: Int, _ axis: Int, _ isDescending: Bool) -> Indices {
    let form = RowForm(shape, dropping: [axis])
    let order = kernels.orderRows(form.matrix(array), isDescending: isDescending)
    let part = (0..<form.rows).flatMap { order[$0 * form.width..<$0 * form.width + count] }
    return form.indices(part, length: count)
  }
}
