import ParlanceArrays

/// Hard tanh: each element kept within two bounds; the gradient stops at the bounds.
public func hardTanh(_ x: Tensor, min: Double = -1, max: Double = 1) -> Tensor {
  .unary("hardTanh", .clamp(min, max), x)
}
