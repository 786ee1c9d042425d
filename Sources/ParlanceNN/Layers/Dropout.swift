import ParlanceArrays
import ParlanceAutograd

/// Dropout in training, nothing in evaluation; the shape stays.
public final class Dropout: Layer {
  /// The probability that an element becomes zero.
  public let rate: Double
  /// Whether all steps of a sequence [B, T, D] share one mask.
  public let isSharedOverTime: Bool

  /// Creates a layer; traps for a rate outside [0, 1).
  public init(_ rate: Double, sharedOverTime: Bool = false) {
    guard rate >= 0, rate < 1 else { fatalError("Dropout: rate \(rate) is outside [0, 1)") }
    self.rate = rate
    isSharedOverTime = sharedOverTime
  }

  /// Applies the layer.
  public func callAsFunction(_ x: Tensor, _ mode: Mode) -> Tensor {
    guard let key = mode.key, rate > 0 else { return x }
    return dropout(x, rate: rate, key: key, sharedOverTime: isSharedOverTime)
  }
}
