import ParlanceArrays

extension Tensor {
  /// The sum a + b, element by element, under broadcasting.
  public static func + (a: Tensor, b: Tensor) -> Tensor {
    binary("add", .add, a, b, { dy, _, _ in dy }, { dy, _, _ in dy })
  }

  /// The sum of a tensor and a number.
  public static func + (a: Tensor, b: Double) -> Tensor { a + Tensor(b, a.elementType) }

  /// The sum of a number and a tensor.
  public static func + (a: Double, b: Tensor) -> Tensor { b + a }
}
