import ParlanceArrays
import ParlanceAutograd

/// Layer normalisation over the last axis, or the last axes, with learned weight and bias; the shape
/// stays.
public final class LayerNorm: Layer {
  /// The factor, of the normalised axes' shape; nil for none.
  public let weight: Parameter?
  /// The offset, of the same shape; nil for none.
  public let bias: Parameter?
  /// What is added to the variance.
  public let epsilon: Double
  /// The shape of the axes that are normalised.
  let normalisedShape: [Int]

  /// Creates a layer over the last axis that begins with weight 1 and bias 0.
  public convenience init(
    _ size: Int, epsilon: Double = 1e-5, hasWeight: Bool = true, hasBias: Bool = true
  ) {
    self.init(shape: [size], epsilon: epsilon, hasWeight: hasWeight, hasBias: hasBias)
  }

  /// Creates a layer over the last axes, which have this shape.
  public init(
    shape: [Int], epsilon: Double = 1e-5, hasWeight: Bool = true, hasBias: Bool = true
  ) {
    weight = hasWeight ? Parameter(repeating: 1, shape: shape) : nil
    bias = hasBias ? Parameter(shape: shape) : nil
    self.epsilon = epsilon
    normalisedShape = shape
  }

  /// Applies the layer.
  public func callAsFunction(_ x: Tensor, _: Mode) -> Tensor {
    layerNorm(x, weight?.tensor, bias?.tensor, axisCount: normalisedShape.count, epsilon: epsilon)
  }
}
