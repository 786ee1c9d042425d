import ParlanceArrays

extension Tensor {
  /// The root of the variance over some axes; without axes named, over all. Its gradient is 0 where
  /// it is 0.
  public func standardDeviation(
    axes: [Int]? = nil, correction: Double = 1, keepingAxes: Bool = false
  ) -> Tensor {
    reduced("standardDeviation", .deviation(correction: correction), axes, keepingAxes: keepingAxes)
  }

  /// The standard deviation over one axis.
  public func standardDeviation(
    axis: Int, correction: Double = 1, keepingAxes: Bool = false
  ) -> Tensor {
    standardDeviation(axes: [axis], correction: correction, keepingAxes: keepingAxes)
  }
}
