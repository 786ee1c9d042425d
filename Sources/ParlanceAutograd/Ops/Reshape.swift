import ParlanceArrays

extension Tensor {
  /// The same elements under another shape of the same count.
  public func reshaped(_ shape: [Int]) -> Tensor {
    let before = self.shape
    return .operation(
      "reshape", array.reshaped(shape),
      OperationInput(self) { dy, dx in dx.add(dy.reshaped(before)) })
  }
}
