import ParlanceArrays
import ParlanceAutograd

/// Layer normalisation over the last axis, with learned weight and bias: [.., D] → [.., D].
public final class LayerNorm: Module {
  /// The factor: [D].
  public let weight: Parameter
  /// The offset: [D].
  public let bias: Parameter
  /// What is added to the variance.
  public let epsilon: Double

  /// Creates a layer that begins with weight 1 and bias 0.
  public init(_ size: Int, epsilon: Double = 1e-5) {
    weight = Parameter(NDArray(repeating: 1, shape: [size]))
    bias = Parameter(NDArray(zeros: [size]))
    self.epsilon = epsilon
  }

  /// Applies the layer.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    layerNorm(x, weight.tensor, bias.tensor, epsilon: epsilon)
  }
}
