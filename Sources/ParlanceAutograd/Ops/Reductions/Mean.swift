import ParlanceArrays

extension Tensor {
  /// The mean over some axes, NaN for no elements; without axes named, over all.
  public func mean(axes: [Int]? = nil, keepingAxes: Bool = false) -> Tensor {
    let count = self.axes(axes, "mean").reduce(1) { $0 * shape[$1] }
    return sum(axes: axes, keepingAxes: keepingAxes) / Double(count)
  }

  /// The mean over one axis.
  public func mean(axis: Int, keepingAxes: Bool = false) -> Tensor {
    mean(axes: [axis], keepingAxes: keepingAxes)
  }
}
