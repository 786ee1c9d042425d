import ParlanceArrays
import ParlanceAutograd
import ParlanceSystem

/// Convolution over time: [B, T, C] → [B, T′, O], or [B, C, T] → [B, O, T′] where `layout` says so.
///
/// See the operation `conv1d` for the equation and T′.
public final class Conv1d: Layer {
  /// W: [O, C / groups, K].
  public let weight: Parameter
  /// b: [O], or nil.
  public let bias: Parameter?
  /// The steps from one window to the next.
  public let stride: Int
  /// What is put around the sequence.
  public let padding: Padding
  /// The steps from one place of a window to the next.
  public let dilation: Int
  /// The number of groups that channels are cut into.
  public let groups: Int
  /// How the axes lie.
  public let layout: SequenceLayout

  /// Creates a layer with values as PyTorch draws them: uniform over ±1/√(C / groups · K).
  public init(
    _ inputSize: Int, _ outputSize: Int, kernelSize: Int, stride: Int = 1,
    padding: Padding = .valid, dilation: Int = 1, groups: Int = 1, hasBias: Bool = true,
    layout: SequenceLayout = .channelsLast, initializer: Initializer? = nil,
    using generator: inout RandomGenerator
  ) {
    guard groups > 0, inputSize % groups == 0, outputSize % groups == 0, kernelSize > 0 else {
      fatalError(
        "Conv1d: \(inputSize) and \(outputSize) channels in \(groups) groups, kernel \(kernelSize)")
    }
    let inputs = inputSize / groups * kernelSize
    let initial = Initializer.uniform(1 / Double(max(inputs, 1)).squareRoot())
    weight = Parameter(
      (initializer ?? initial).array(
        [outputSize, inputSize / groups, kernelSize], inputs: inputs,
        outputs: outputSize / groups * kernelSize, using: &generator))
    bias =
      hasBias
      ? Parameter(
        initial.array([outputSize], inputs: inputs, outputs: outputSize, using: &generator)) : nil
    self.stride = stride
    self.padding = padding
    self.dilation = dilation
    self.groups = groups
    self.layout = layout
  }

  /// T′ for a sequence of T steps: how many windows lie in it and its padding.
  public func outputLength(_ length: Int) -> Int {
    let reach = dilation * (weight.shape[2] - 1) + 1
    let added =
      switch padding {
      case .valid: 0
      case .same: reach - 1
      case .both(let count): 2 * count
      case .sides(let before, let after): before + after
      }
    return length + added < reach ? 0 : (length + added - reach) / stride + 1
  }

  /// Applies the layer.
  public func callAsFunction(_ x: Tensor, _: Mode) -> Tensor {
    conv1d(
      x, weight.tensor, bias?.tensor, stride: stride, padding: padding, dilation: dilation,
      groups: groups, layout: layout)
  }
}
