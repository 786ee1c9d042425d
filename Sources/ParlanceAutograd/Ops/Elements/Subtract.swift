import ParlanceArrays

extension Tensor {
  /// The difference a − b, element by element, under broadcasting.
  public static func - (a: Tensor, b: Tensor) -> Tensor {
    binary(
      "subtract", .subtract, a, b, { dy, _, _ in dy },
      { dy, _, _ in dy.kernels.unary(.negate, dy) })
  }

  /// The difference of a tensor and a number.
  public static func - (a: Tensor, b: Double) -> Tensor { a - Tensor(b, a.elementType) }

  /// The difference of a number and a tensor.
  public static func - (a: Double, b: Tensor) -> Tensor { Tensor(a, b.elementType) - b }
}
