import ParlanceArrays

extension Tensor {
  /// The negative −x, element by element.
  public static prefix func - (x: Tensor) -> Tensor { .unary("negate", .negate, x) }
}
