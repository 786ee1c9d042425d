import ParlanceArrays

/// The hyperbolic tangent, element by element.
public func tanh(_ x: Tensor) -> Tensor { .unary("tanh", .tanh, x) }
