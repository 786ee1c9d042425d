import ParlanceArrays

extension Tensor {
  /// The mean of all elements: any shape → []; traps for none.
  public func mean() -> Tensor {
    guard array.count > 0 else { fatalError("mean: shape \(shape) has no elements") }
    return sum() * (1 / Double(array.count))
  }
}
