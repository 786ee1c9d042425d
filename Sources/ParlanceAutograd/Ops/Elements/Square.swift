import ParlanceArrays

/// The square x², element by element.
public func square(_ x: Tensor) -> Tensor { .unary("square", .square, x) }
