import ParlanceArrays

extension Tensor {
  /// The tensor with a number in the places where the mask is true (not 0), under broadcasting.
  public func maskedFill(_ mask: Tensor, _ value: Double) -> Tensor { .where(mask, value, self) }
}
