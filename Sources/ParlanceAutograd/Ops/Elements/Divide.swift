import ParlanceArrays

extension Tensor {
  /// The quotient a / b, element by element, under broadcasting.
  public static func / (a: Tensor, b: Tensor) -> Tensor {
    binary(
      "divide", .divide, a, b,
      { dy, _, b in dy.kernels.binary(.divide, dy, b) },
      { dy, a, b in
        let kernels = dy.kernels
        let ratio = kernels.binary(.divide, kernels.binary(.divide, a, b), b)
        return kernels.unary(.negate, kernels.binary(.multiply, dy, ratio))
      })
  }

  /// The quotient of a tensor and a number.
  public static func / (a: Tensor, b: Double) -> Tensor { a / Tensor(b, a.elementType) }

  /// The quotient of a number and a tensor.
  public static func / (a: Double, b: Tensor) -> Tensor { Tensor(a, b.elementType) / b }
}
