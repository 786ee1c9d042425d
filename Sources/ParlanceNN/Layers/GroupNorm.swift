import ParlanceArrays
import ParlanceAutograd

/// Group normalisation with learned weight and bias: [B, C, ..] → [B, C, ..].
///
/// As many groups as channels, without weight and bias, are instance normalisation.
public final class GroupNorm: Layer {
  /// The factor of each channel: [C], or nil.
  public let weight: Parameter?
  /// The offset of each channel: [C], or nil.
  public let bias: Parameter?
  /// The number of groups.
  public let groups: Int
  /// What is added to the variance.
  public let epsilon: Double

  /// Creates a layer that begins with weight 1 and bias 0.
  public init(
    groups: Int, channels: Int, epsilon: Double = 1e-5, hasWeight: Bool = true,
    hasBias: Bool = true
  ) {
    self.groups = groups
    self.epsilon = epsilon
    weight = hasWeight ? Parameter(repeating: 1, shape: [channels]) : nil
    bias = hasBias ? Parameter(shape: [channels]) : nil
  }

  /// Applies the layer.
  public func callAsFunction(_ x: Tensor, _: Mode) -> Tensor {
    groupNorm(x, groups: groups, weight?.tensor, bias?.tensor, epsilon: epsilon)
  }
}
