import ParlanceArrays

/// The greater of a and b, element by element, under broadcasting; NaN on either side stays.
///
/// The gradient goes to the greater one, half to each where they are equal.
public func maximum(_ a: Tensor, _ b: Tensor) -> Tensor {
  .binary(
    "maximum", .maximum, a, b,
    { dy, a, b in dy.kernels.ternary(.greaterGradient, a, b, dy) },
    { dy, a, b in dy.kernels.ternary(.greaterGradient, b, a, dy) })
}

/// The greater of each element and a number.
public func maximum(_ a: Tensor, _ b: Double) -> Tensor { maximum(a, Tensor(b, a.elementType)) }

/// The greater of a number and each element.
public func maximum(_ a: Double, _ b: Tensor) -> Tensor { maximum(b, a) }
