import ParlanceArrays

/// The smaller of a and b, element by element, under broadcasting; NaN on either side stays.
///
/// The gradient goes to the smaller one, half to each where they are equal.
public func minimum(_ a: Tensor, _ b: Tensor) -> Tensor {
  .binary(
    "minimum", .minimum, a, b,
    { dy, a, b in dy.kernels.ternary(.greaterGradient, b, a, dy) },
    { dy, a, b in dy.kernels.ternary(.greaterGradient, a, b, dy) })
}

/// The smaller of each element and a number.
public func minimum(_ a: Tensor, _ b: Double) -> Tensor { minimum(a, Tensor(b, a.elementType)) }

/// The smaller of a number and each element.
public func minimum(_ a: Double, _ b: Tensor) -> Tensor { minimum(b, a) }
