import ParlanceArrays

extension Tensor {
  /// The product a ⊙ b, element by element, under broadcasting.
  public static func * (a: Tensor, b: Tensor) -> Tensor {
    binary(
      "multiply", .multiply, a, b,
      { dy, _, b in dy.kernels.binary(.multiply, dy, b) },
      { dy, a, _ in dy.kernels.binary(.multiply, dy, a) })
  }

  /// The product of a tensor and a number.
  public static func * (a: Tensor, b: Double) -> Tensor { a * Tensor(b, a.elementType) }

  /// The product of a number and a tensor.
  public static func * (a: Double, b: Tensor) -> Tensor { b * a }
}
