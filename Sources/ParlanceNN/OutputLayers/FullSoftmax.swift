import ParlanceArrays
import ParlanceAutograd
import ParlanceSystem

/// P(w | h) = softmax(h W + b) over all V tokens.
public final class FullSoftmax: OutputLayer {
  /// W: [H, V], or the shared table [V, H].
  public let weight: Parameter
  /// b: [V].
  public let bias: Parameter
  let isTransposed: Bool

  /// Creates a layer with random weights and a bias of zeros.
  public init(
    _ inputSize: Int, _ outputSize: Int, initializer: Initializer = .uniform(0.1),
    using generator: inout RandomGenerator
  ) {
    weight = Parameter(
      initializer.array(
        [inputSize, outputSize], inputs: inputSize, outputs: outputSize, using: &generator),
      layout: .transposedInFiles)
    bias = Parameter(shape: [outputSize])
    isTransposed = false
  }

  /// Creates a layer whose weight is an embedding's table [V, H] (tied weights).
  ///
  /// Press and Wolf, *Using the Output Embedding to Improve Language Models*, 2017.
  public init(tiedTo table: Parameter) {
    weight = table
    bias = Parameter(shape: [table.shape[0]], table.value.elementType)
    isTransposed = true
  }

  public var outputSize: Int { bias.shape[0] }

  /// h W + b: [.., H] → [.., V].
  public func logits(_ hidden: Tensor) -> Tensor {
    linear(hidden, weight.tensor, bias.tensor, transposingWeight: isTransposed)
  }

  public func trainingLoss(
    _ input: OutputInput, _ targets: [Int32], ignoring: Int32, mode: Mode
  ) -> Tensor {
    crossEntropy(logits(input.hidden), targets, ignoring: ignoring)
  }

  public func logProbabilities(_ input: OutputInput) -> Tensor { logSoftmax(logits(input.hidden)) }

  public func losses(_ input: OutputInput, _ targets: [Int32], ignoring: Int32) -> NDArray {
    let logits = logits(input.hidden).array
    return logits.kernels.crossEntropy(logits, targets: targets, ignoring: ignoring).losses
  }
}
