import ParlanceArrays

/// The reciprocal 1 / x, element by element.
public func reciprocal(_ x: Tensor) -> Tensor { .unary("reciprocal", .reciprocal, x) }
