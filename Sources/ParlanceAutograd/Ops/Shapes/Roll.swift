import ParlanceArrays

extension Tensor {
  /// The elements moved `shift` places on along an axis; what leaves one end enters at the other.
  public func rolled(by shift: Int, axis: Int) -> Tensor {
    let axis = self.axis(axis, "roll")
    let length = shape[axis]
    guard length > 0 else { return self }
    let start = ((-shift % length) + length) % length
    if start == 0 { return self }
    return concatenate(
      [slice(axis: axis, start..<length), slice(axis: axis, 0..<start)], axis: axis)
  }
}
