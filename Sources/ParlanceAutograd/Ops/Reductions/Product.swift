import ParlanceArrays

extension Tensor {
  /// The product of the elements over some axes; without axes named, of all.
  public func product(axes: [Int]? = nil, keepingAxes: Bool = false) -> Tensor {
    reduced("product", .product, axes, keepingAxes: keepingAxes)
  }

  /// The product over one axis.
  public func product(axis: Int, keepingAxes: Bool = false) -> Tensor {
    product(axes: [axis], keepingAxes: keepingAxes)
  }
}
