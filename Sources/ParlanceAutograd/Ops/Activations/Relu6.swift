import ParlanceArrays

/// The rectified linear unit up to 6: min(max(0, x), 6), element by element; its gradient at 0 and
/// at 6 is 0.
public func relu6(_ x: Tensor) -> Tensor { .unary("relu6", .clamp(0, 6), x) }
