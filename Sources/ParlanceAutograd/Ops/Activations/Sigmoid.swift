import ParlanceArrays

/// The logistic sigmoid 1 / (1 + e^(−x)), element by element.
public func sigmoid(_ x: Tensor) -> Tensor { .unary("sigmoid", .sigmoid, x) }
