import ParlanceArrays
import ParlanceAutograd

/// Batch normalisation: in training by the batch's own mean and variance, in evaluation by running
/// ones; [.., C] → [.., C], or [B, C, T] where `layout` says so.
public final class BatchNorm1d: Layer {
  /// The factor of each channel: [C], or nil.
  public let weight: Parameter?
  /// The offset of each channel: [C], or nil.
  public let bias: Parameter?
  /// The running mean: [C].
  public let runningMean: Buffer
  /// The running variance, the unbiased one: [C].
  public let runningVariance: Buffer
  /// The share of the newest batch in the running numbers.
  public let momentum: Double
  /// What is added to the variance.
  public let epsilon: Double
  /// How the axes lie.
  public let layout: SequenceLayout

  /// Creates a layer that begins with weight 1, bias 0, running mean 0 and running variance 1.
  public init(
    _ channels: Int, epsilon: Double = 1e-5, momentum: Double = 0.1, hasWeight: Bool = true,
    hasBias: Bool = true, layout: SequenceLayout = .channelsLast
  ) {
    weight = hasWeight ? Parameter(repeating: 1, shape: [channels]) : nil
    bias = hasBias ? Parameter(shape: [channels]) : nil
    runningMean = Buffer(shape: [channels], name: "running_mean")
    runningVariance = Buffer(repeating: 1, shape: [channels], name: "running_var")
    self.epsilon = epsilon
    self.momentum = momentum
    self.layout = layout
  }

  /// Applies the layer; in training, the running numbers move on.
  public func callAsFunction(_ x: Tensor, _ mode: Mode) -> Tensor {
    let axis = layout == .channelsLast ? -1 : 1
    guard mode.isTraining else { return evaluated(x, axis) }
    let (y, mean, variance) = batchNorm(
      x, weight?.tensor, bias?.tensor, axis: axis, epsilon: epsilon)
    let count = Double(x.array.count / max(runningMean.shape[0], 1))
    move(runningMean, mean)
    move(runningVariance, variance * (count / (count - 1)))
    return y
  }

  private func evaluated(_ x: Tensor, _ axis: Int) -> Tensor {
    var shape = [Int](repeating: 1, count: x.shape.count)
    shape[axis < 0 ? axis + shape.count : axis] = runningMean.shape[0]
    func perChannel(_ array: Tensor) -> Tensor { array.reshaped(shape) }
    func constant(_ buffer: Buffer) -> Tensor { Tensor(buffer.value.cast(to: x.elementType)) }
    var y =
      (x - perChannel(constant(runningMean)))
      * perChannel(rsqrt(constant(runningVariance) + epsilon))
    if let weight { y = y * perChannel(weight.tensor) }
    if let bias { y = y + perChannel(bias.tensor) }
    return y
  }

  private func move(_ buffer: Buffer, _ newest: Tensor) {
    let before = Tensor(buffer.value.cast(to: newest.elementType))
    buffer.value = (before * (1 - momentum) + newest * momentum).array
  }
}
