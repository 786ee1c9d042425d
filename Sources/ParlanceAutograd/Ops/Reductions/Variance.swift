import ParlanceArrays

extension Tensor {
  /// The variance Σ (x − mean)² / (N − correction) over some axes; without axes named, over all.
  ///
  /// A correction of 1 estimates a population's variance from a sample, 0 is the sample's own.
  public func variance(
    axes: [Int]? = nil, correction: Double = 1, keepingAxes: Bool = false
  ) -> Tensor {
    reduced("variance", .variance(correction: correction), axes, keepingAxes: keepingAxes)
  }

  /// The variance over one axis.
  public func variance(axis: Int, correction: Double = 1, keepingAxes: Bool = false) -> Tensor {
    variance(axes: [axis], correction: correction, keepingAxes: keepingAxes)
  }
}
