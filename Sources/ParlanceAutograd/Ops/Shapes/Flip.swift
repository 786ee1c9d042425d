import ParlanceArrays

extension Tensor {
  /// The elements in reverse order along some axes; without axes named, along all.
  public func flipped(axes: [Int]? = nil) -> Tensor {
    let view = self.axes(axes, "flip").reduce(View(shape)) { view, axis in
      view.sliced(axis: axis, start: shape[axis] - 1, step: -1, count: shape[axis])
    }
    return viewed("flip", view)
  }

  /// The elements in reverse order along one axis.
  public func flipped(axis: Int) -> Tensor { flipped(axes: [axis]) }
}
