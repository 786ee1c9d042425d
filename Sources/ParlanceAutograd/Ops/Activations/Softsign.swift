import ParlanceArrays

/// Softsign x / (1 + |x|), element by element.
public func softsign(_ x: Tensor) -> Tensor {
  .unary(
    "softsign", x, { $0 / (1 + $0.magnitude) },
    derivative: { x, _ in
      let divisor = 1 + x.magnitude
      return 1 / divisor - x.magnitude / divisor / divisor
    })
}
