import ParlanceArrays

/// Thresholded ReLU: x for x > threshold, else a value, element by element; its gradient at the
/// threshold is 0.
public func thresholdedRelu(_ x: Tensor, threshold: Double = 1, value: Double = 0) -> Tensor {
  .unary(
    "thresholdedRelu", x, { $0 <= threshold ? value : $0 },
    derivative: { x, _ in x <= threshold ? 0 : 1 })
}
