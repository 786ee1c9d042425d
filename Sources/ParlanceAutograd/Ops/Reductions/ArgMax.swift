import ParlanceArrays

extension Tensor {
  /// The place of the greatest element along an axis, NaN before all: the first one, or the last.
  public func argmax(
    axis: Int, keepingAxes: Bool = false, selectingLast: Bool = false
  ) -> Indices {
    places("argmax", axis, keepingAxes, isMaximum: true, isLast: selectingLast)
  }

  /// The place of the least element along an axis, NaN before all: the first one, or the last.
  public func argmin(
    axis: Int, keepingAxes: Bool = false, selectingLast: Bool = false
  ) -> Indices {
    places("argmin", axis, keepingAxes, isMaximum: false, isLast: selectingLast)
  }

  /// The row-major place of the greatest of all elements.
  public func argmax() -> Int { flattened().argmax(axis: 0)[] }

  /// The row-major place of the least of all elements.
  public func argmin() -> Int { flattened().argmin(axis: 0)[] }

  private func places(
    _ name: String, _ axis: Int, _ keepingAxes: Bool, isMaximum: Bool, isLast: Bool
  ) -> Indices {
    let form = RowForm(shape, dropping: axes([axis], name))
    guard form.width > 0 else {
      fatalError("\(name): axis \(axis) of shape \(shape) has no elements")
    }
    return Indices(
      kernels.extremumPlaces(form.matrix(array), isMaximum: isMaximum, isLast: isLast),
      shape: form.reduced(keepingAxes: keepingAxes))
  }
}
