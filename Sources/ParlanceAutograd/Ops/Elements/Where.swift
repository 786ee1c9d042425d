import ParlanceArrays

extension Tensor {
  /// The elements of a where the condition is true (not 0), else those of b, under broadcasting.
  ///
  /// The condition gets no gradient.
  public static func `where`(_ condition: Tensor, _ a: Tensor, _ b: Tensor) -> Tensor {
    checkTypes("where", a, b)
    let shape = Broadcasting.shape("where", condition.shape, a.shape, b.shape)
    let mask = Broadcasting.operand(condition.array.cast(to: a.elementType), of: shape)
    let x = Broadcasting.operand(a.array, of: shape)
    let y = Broadcasting.operand(b.array, of: shape)
    let (shapeA, shapeB) = (a.shape, b.shape)
    return operation(
      "where", mask.kernels.ternary(.choose, mask, x, y).reshaped(shape),
      OperationInput(a) { dy, dx in
        Broadcasting.addReduced(mask.kernels.binary(.keepWhere, mask, dy), to: shapeA, &dx)
      },
      OperationInput(b) { dy, dx in
        Broadcasting.addReduced(mask.kernels.binary(.keepUnless, mask, dy), to: shapeB, &dx)
      })
  }

  /// The elements of a where the condition is true, else the number b.
  public static func `where`(_ condition: Tensor, _ a: Tensor, _ b: Double) -> Tensor {
    .where(condition, a, Tensor(b, a.elementType))
  }

  /// The number a where the condition is true, else the elements of b.
  public static func `where`(_ condition: Tensor, _ a: Double, _ b: Tensor) -> Tensor {
    .where(condition, Tensor(a, b.elementType), b)
  }
}
