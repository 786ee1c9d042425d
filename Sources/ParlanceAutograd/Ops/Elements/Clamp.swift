import ParlanceArrays

/// Each element kept within one or two bounds; NaN stays, and the upper bound counts before the lower.
///
/// The gradient passes between the bounds, not at the bounds themselves.
public func clamp(_ x: Tensor, min: Double? = nil, max: Double? = nil) -> Tensor {
  .unary("clamp", .clamp(min ?? .nan, max ?? .nan), x)
}

/// Each element kept within two bounds of its own, under broadcasting.
///
/// An element that equals a bound shares its gradient with it, as in `minimum` and `maximum`.
public func clamp(_ x: Tensor, min: Tensor, max: Tensor) -> Tensor {
  minimum(maximum(x, min), max)
}
