import ParlanceArrays

/// The exponential e^x, element by element.
public func exp(_ x: Tensor) -> Tensor { .unary("exp", .exp, x) }
