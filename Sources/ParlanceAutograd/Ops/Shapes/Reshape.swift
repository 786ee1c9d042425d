import ParlanceArrays

extension Tensor {
  /// The same elements under another shape of the same count; one axis may be −1 and is then what
  /// the others leave.
  public func reshaped(_ shape: [Int]) -> Tensor {
    let before = self.shape
    return .operation(
      "reshape", array.reshaped(completed(shape)),
      OperationInput(self) { dy, dx in dx.add(dy.reshaped(before)) })
  }

  private func completed(_ shape: [Int]) -> [Int] {
    let known = shape.filter { $0 != -1 }
    guard known.count < shape.count else { return shape }
    let rest = known.reduce(1, *)
    guard known.count == shape.count - 1, rest != 0, array.count % rest == 0 else {
      fatalError("reshape: \(self.shape) has \(array.count) elements, \(shape) does not fit")
    }
    return shape.map { $0 == -1 ? array.count / rest : $0 }
  }
}
