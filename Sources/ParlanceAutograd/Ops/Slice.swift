import ParlanceArrays

extension Tensor {
  /// The places of a range on one axis: [.., N, ..] → [.., range.count, ..].
  public func slice(axis: Int, _ range: Range<Int>) -> Tensor {
    guard shape.indices.contains(axis), range.lowerBound >= 0, range.upperBound <= shape[axis]
    else { fatalError("slice: axis \(axis), range \(range) is outside shape \(shape)") }
    let (shape, start) = (shape, range.lowerBound)
    return .operation(
      "slice", kernels.slice(array, axis: axis, start: start, length: range.count),
      OperationInput(self) { dy, dx in
        dx.accumulate(shape, dy.elementType) {
          dy.kernels.addSlice(dy, axis: axis, start: start, &$0)
        }
      })
  }
}
