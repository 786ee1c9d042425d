import ParlanceArrays
import ParlanceAutograd
import ParlanceSystem

/// A bilinear layer yₒ = x₁ᵀ Wₒ x₂ + bₒ over the last axes: [.., I₁], [.., I₂] → [.., O].
public final class Bilinear: Module {
  /// W: [O, I₁, I₂].
  public let weight: Parameter
  /// b: [O], or nil.
  public let bias: Parameter?

  /// Creates a layer with values as PyTorch draws them: uniform over ±1/√I₁.
  public init(
    _ firstSize: Int, _ secondSize: Int, _ outputSize: Int, hasBias: Bool = true,
    initializer: Initializer? = nil, using generator: inout RandomGenerator
  ) {
    let initial = Initializer.uniform(1 / Double(max(firstSize, 1)).squareRoot())
    weight = Parameter(
      (initializer ?? initial).array(
        [outputSize, firstSize, secondSize], inputs: firstSize * secondSize, outputs: outputSize,
        using: &generator))
    bias =
      hasBias
      ? Parameter(
        initial.array([outputSize], inputs: firstSize, outputs: outputSize, using: &generator))
      : nil
  }

  /// Applies the layer.
  public func callAsFunction(_ x1: Tensor, _ x2: Tensor) -> Tensor {
    bilinear(x1, x2, weight.tensor, bias?.tensor)
  }
}
