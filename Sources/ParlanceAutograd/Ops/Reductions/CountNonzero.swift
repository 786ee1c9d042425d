import ParlanceArrays

extension Tensor {
  /// How many elements are not 0, over some axes; without axes named, over all. A constant.
  public func countNonzero(axes: [Int]? = nil, keepingAxes: Bool = false) -> Tensor {
    detached.reduced("countNonzero", .countNonzero, axes, keepingAxes: keepingAxes)
  }

  /// 1 where no element over some axes is 0, else 0; without axes named, over all. A constant.
  public func all(axes: [Int]? = nil, keepingAxes: Bool = false) -> Tensor {
    let width = self.axes(axes, "all").reduce(1) { $0 * shape[$1] }
    let counts = countNonzero(axes: axes, keepingAxes: keepingAxes)
    return Tensor(counts.array.mapped { $0 == Double(width) ? 1 : 0 })
  }

  /// 1 where some element over some axes is not 0, else 0; without axes named, over all. A constant.
  public func any(axes: [Int]? = nil, keepingAxes: Bool = false) -> Tensor {
    let counts = countNonzero(axes: axes, keepingAxes: keepingAxes)
    return Tensor(counts.array.mapped { $0 > 0 ? 1 : 0 })
  }
}

extension NDArray {
  fileprivate func mapped(_ function: (Double) -> Double) -> NDArray {
    NDArray(doubles.map(function), shape: shape, like: self)
  }
}
