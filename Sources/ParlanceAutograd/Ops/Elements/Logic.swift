import ParlanceArrays

// Functions of masks: every number but 0 is true. The results are 1 or 0, without a graph.
extension Tensor {
  /// 1 where both a and b are true, else 0, under broadcasting.
  public static func .& (a: Tensor, b: Tensor) -> Tensor { mask("and", .and, a, b) }

  /// 1 where a or b is true, else 0, under broadcasting.
  public static func .| (a: Tensor, b: Tensor) -> Tensor { mask("or", .or, a, b) }

  /// 1 where just one of a and b is true, else 0, under broadcasting.
  public static func .^ (a: Tensor, b: Tensor) -> Tensor { mask("xor", .xor, a, b) }

  /// 1 where a is not true, else 0.
  public static prefix func .! (a: Tensor) -> Tensor { a .== 0 }
}
