import ParlanceAutograd

/// Dropout for self-normalising networks (SELU) in training, nothing in evaluation; the shape stays.
public final class AlphaDropout: Layer {
  /// The probability that an element takes SELU's least value.
  public let rate: Double

  /// Creates a layer; traps for a rate outside [0, 1).
  public init(_ rate: Double) {
    guard rate >= 0, rate < 1 else { fatalError("AlphaDropout: rate \(rate) is outside [0, 1)") }
    self.rate = rate
  }

  /// Applies the layer.
  public func callAsFunction(_ x: Tensor, _ mode: Mode) -> Tensor {
    mode.key.map { alphaDropout(x, rate: rate, key: $0, firstRow: mode.firstRow) } ?? x
  }
}
