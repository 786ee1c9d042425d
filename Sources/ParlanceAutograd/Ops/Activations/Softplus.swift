import ParlanceArrays

/// Softplus ln(1 + e^(βx)) / β, element by element; x itself where βx > threshold.
public func softplus(_ x: Tensor, beta: Double = 1, threshold: Double = 20) -> Tensor {
  .unary("softplus", .softplus(beta: beta, threshold: threshold), x)
}
