import ParlanceArrays

extension Tensor {
  /// log Σ e^x over some axes without overflow, −∞ for no elements; without axes named, over all.
  public func logSumExp(axes: [Int]? = nil, keepingAxes: Bool = false) -> Tensor {
    reduced("logSumExp", .logSumExp, axes, keepingAxes: keepingAxes)
  }

  /// log Σ e^x over one axis.
  public func logSumExp(axis: Int, keepingAxes: Bool = false) -> Tensor {
    logSumExp(axes: [axis], keepingAxes: keepingAxes)
  }
}
