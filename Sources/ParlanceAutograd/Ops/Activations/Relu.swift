import ParlanceArrays

/// The rectified linear unit max(0, x); its gradient at 0 is 0, element by element.
public func relu(_ x: Tensor) -> Tensor { .unary("relu", .relu, x) }
