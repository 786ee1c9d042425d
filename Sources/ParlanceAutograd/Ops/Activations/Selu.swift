import ParlanceArrays

/// The scaled exponential linear unit: scale · (x for x > 0, else alpha · (e^x − 1)), element by
/// element.
///
/// With its own constants the outputs of a deep network keep mean 0 and variance 1. Klambauer et al.,
/// *Self-Normalizing Neural Networks*, 2017.
public func selu(
  _ x: Tensor, alpha: Double = 1.6732632423543772, scale: Double = 1.0507009873554805
) -> Tensor {
  .unary("selu", .elu(alpha: alpha, scale: scale, inputScale: 1), x)
}
