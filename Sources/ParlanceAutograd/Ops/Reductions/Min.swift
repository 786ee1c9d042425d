import ParlanceArrays

extension Tensor {
  /// The least element over some axes, of which equal ones share the gradient alike; without axes
  /// named, over all. NaN where there is one; traps for no elements.
  public func min(axes: [Int]? = nil, keepingAxes: Bool = false) -> Tensor {
    for axis in self.axes(axes, "min") where shape[axis] == 0 {
      fatalError("min: axis \(axis) of shape \(shape) has no elements")
    }
    return reduced("min", .minimum, axes, keepingAxes: keepingAxes)
  }

  /// The least element along an axis and its first place, which gets the whole gradient.
  public func min(axis: Int, keepingAxes: Bool = false) -> (values: Tensor, indices: Indices) {
    let places = argmin(axis: axis, keepingAxes: true)
    let values = gather(axis: axis, places)
    if keepingAxes { return (values, places) }
    let result = values.squeezed(axis: axis)
    return (result, places.reshaped(result.shape))
  }
}
