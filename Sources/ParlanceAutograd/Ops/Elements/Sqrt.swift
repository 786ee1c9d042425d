import ParlanceArrays

/// The square root, element by element.
public func sqrt(_ x: Tensor) -> Tensor { .unary("sqrt", .sqrt, x) }
