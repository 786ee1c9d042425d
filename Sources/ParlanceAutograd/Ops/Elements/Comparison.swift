import ParlanceArrays

// Comparisons give masks: tensors of 1 where they hold and of 0 elsewhere, without a graph. Nothing
// but `.!=` holds for NaN.
extension Tensor {
  /// 1 where a is equal to b, else 0, under broadcasting.
  public static func .== (a: Tensor, b: Tensor) -> Tensor { mask("equal", .equal, a, b) }

  /// 1 where a is equal to b, else 0.
  public static func .== (a: Tensor, b: Double) -> Tensor { a .== Tensor(b, a.elementType) }

  /// 1 where a is equal to b, else 0.
  public static func .== (a: Double, b: Tensor) -> Tensor { Tensor(a, b.elementType) .== b }

  /// 1 where a is not equal to b, else 0, under broadcasting.
  public static func .!= (a: Tensor, b: Tensor) -> Tensor { mask("notEqual", .notEqual, a, b) }

  /// 1 where a is not equal to b, else 0.
  public static func .!= (a: Tensor, b: Double) -> Tensor { a .!= Tensor(b, a.elementType) }

  /// 1 where a is not equal to b, else 0.
  public static func .!= (a: Double, b: Tensor) -> Tensor { Tensor(a, b.elementType) .!= b }

  /// 1 where a is less than b, else 0, under broadcasting.
  public static func .< (a: Tensor, b: Tensor) -> Tensor { mask("less", .less, a, b) }

  /// 1 where a is less than b, else 0.
  public static func .< (a: Tensor, b: Double) -> Tensor { a .< Tensor(b, a.elementType) }

  /// 1 where a is less than b, else 0.
  public static func .< (a: Double, b: Tensor) -> Tensor { Tensor(a, b.elementType) .< b }

  /// 1 where a is at most b, else 0, under broadcasting.
  public static func .<= (a: Tensor, b: Tensor) -> Tensor { mask("lessEqual", .lessEqual, a, b) }

  /// 1 where a is at most b, else 0.
  public static func .<= (a: Tensor, b: Double) -> Tensor { a .<= Tensor(b, a.elementType) }

  /// 1 where a is at most b, else 0.
  public static func .<= (a: Double, b: Tensor) -> Tensor { Tensor(a, b.elementType) .<= b }

  /// 1 where a is greater than b, else 0, under broadcasting.
  public static func .> (a: Tensor, b: Tensor) -> Tensor { mask("greater", .greater, a, b) }

  /// 1 where a is greater than b, else 0.
  public static func .> (a: Tensor, b: Double) -> Tensor { a .> Tensor(b, a.elementType) }

  /// 1 where a is greater than b, else 0.
  public static func .> (a: Double, b: Tensor) -> Tensor { Tensor(a, b.elementType) .> b }

  /// 1 where a is at least b, else 0, under broadcasting.
  public static func .>= (a: Tensor, b: Tensor) -> Tensor {
    mask("greaterEqual", .greaterEqual, a, b)
  }

  /// 1 where a is at least b, else 0.
  public static func .>= (a: Tensor, b: Double) -> Tensor { a .>= Tensor(b, a.elementType) }

  /// 1 where a is at least b, else 0.
  public static func .>= (a: Double, b: Tensor) -> Tensor { Tensor(a, b.elementType) .>= b }
}
