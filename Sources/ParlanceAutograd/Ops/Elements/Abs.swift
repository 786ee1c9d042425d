import ParlanceArrays

/// The absolute value |x|, element by element; its gradient at 0 is 0.
public func abs(_ x: Tensor) -> Tensor { .unary("abs", .abs, x) }
