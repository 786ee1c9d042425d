import ParlanceArrays

/// Hard swish x · min(max(x + 3, 0), 6) / 6, element by element.
///
/// Howard et al., *Searching for MobileNetV3*, 2019.
public func hardSwish(_ x: Tensor) -> Tensor {
  .unary(
    "hardSwish", x,
    {
      let raised = $0 + 3
      return $0 * (raised < 0 ? 0 : raised > 6 ? 6 : raised) / 6
    },
    derivative: { x, _ in x <= -3 ? 0 : x >= 3 ? 1 : x / 3 + 0.5 })
}
