import ParlanceArrays
import ParlanceAutograd
import ParlanceSystem

/// An affine layer y = x W + b over the last axis: [.., I] → [.., O].
public final class Linear: Layer {
  /// W: [I, O], or the shared table [O, I].
  public let weight: Parameter
  /// b: [O], or nil.
  public let bias: Parameter?
  let isTransposed: Bool

  /// Creates a layer with random weights and a bias of zeros.
  public init(
    _ inputSize: Int, _ outputSize: Int, hasBias: Bool = true, initializer: Initializer = .xavier,
    using generator: inout RandomGenerator
  ) {
    weight = Parameter(
      initializer.array(
        [inputSize, outputSize], inputs: inputSize, outputs: outputSize, using: &generator),
      layout: .transposedInFiles)
    bias = hasBias ? Parameter(shape: [outputSize]) : nil
    isTransposed = false
  }

  /// Creates a layer whose weight is an embedding's table [O, I] (tied weights).
  ///
  /// Press and Wolf, *Using the Output Embedding to Improve Language Models*, 2017.
  public init(tiedTo table: Parameter, hasBias: Bool = true) {
    weight = table
    bias = hasBias ? Parameter(shape: [table.shape[0]], table.value.elementType) : nil
    isTransposed = true
  }

  /// Applies the layer: [.., I] → [.., O].
  public func callAsFunction(_ x: Tensor, _: Mode) -> Tensor {
    linear(x, weight.tensor, bias?.tensor, transposingWeight: isTransposed)
  }
}
