import ParlanceArrays

extension Tensor {
  /// The sum of all elements: any shape → [].
  public func sum() -> Tensor {
    let (shape, array) = (shape, array)
    return .operation(
      "sum", NDArray(scalar: kernels.sum(array), elementType),
      OperationInput(self) { dy, dx in
        dx.add(dy.kernels.expand(dy, to: shape))
      })
  }
}
