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

  /// Applies the layer; the first axis of x is that of the batch's rows.
  public func callAsFunction(_ x: Tensor, _ mode: Mode) -> Tensor {
    guard let key = mode.key, rate > 0 else { return x }
    return dropout(
      x, rate: rate, key: key, sharedOverTime: isSharedOverTime, firstRow: mode.firstRow)
  }

  /// Applies the layer to rows that are no rows of the batch, such as its distinct words, with their
  /// numbers in the whole batch; nil where these are 0, 1, …
  public func callAsFunction(_ x: Tensor, rows: [Int32]?, _ mode: Mode) -> Tensor {
    guard let key = mode.key, rate > 0 else { return x }
    return rows.map { dropout(x, rate: rate, key: key, rows: $0) }
      ?? dropout(x, rate: rate, key: key)
  }
}
