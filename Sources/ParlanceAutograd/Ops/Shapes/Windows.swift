import ParlanceArrays

extension Tensor {
  /// Windows along an axis as a new last axis: [.., N, ..] → [.., (N − size) / step + 1, .., size].
  ///
  /// Places within a window are `dilation` apart; without room for a window there are none.
  public func windows(axis: Int, size: Int, step: Int = 1, dilation: Int = 1) -> Tensor {
    let axis = self.axis(axis, "windows")
    guard size >= 1, step >= 1, dilation >= 1 else {
      fatalError("windows: size \(size), step \(step), dilation \(dilation) of shape \(shape)")
    }
    return viewed(
      "windows", View(shape).windows(axis: axis, size: size, step: step, dilation: dilation))
  }
}
