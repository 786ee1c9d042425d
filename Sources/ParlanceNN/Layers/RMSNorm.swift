import ParlanceArrays
import ParlanceAutograd

/// Normalisation by the root of the mean square over the last axis, with a learned weight: [.., D] →
/// [.., D].
public final class RMSNorm: Layer {
  /// The factor: [D], or nil.
  public let weight: Parameter?
  /// What is added to the mean square; nil for the element type's own step.
  public let epsilon: Double?

  /// Creates a layer that begins with weight 1.
  public init(_ size: Int, epsilon: Double? = nil, hasWeight: Bool = true) {
    weight = hasWeight ? Parameter(repeating: 1, shape: [size]) : nil
    self.epsilon = epsilon
  }

  /// Applies the layer.
  public func callAsFunction(_ x: Tensor, _: Mode) -> Tensor {
    rmsNorm(x, weight?.tensor, epsilon: epsilon)
  }
}
