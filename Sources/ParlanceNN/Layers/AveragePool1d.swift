import ParlanceAutograd

/// The mean of each channel in windows of steps: [B, T, C] → [B, T′, C].
///
/// See the operation `averagePool1d` for T′.
public final class AveragePool1d: Layer {
  private let pool: (Tensor) -> Tensor

  /// Creates a layer, which has no parameters; the stride is `size` by default.
  public init(
    _ size: Int, stride: Int? = nil, padding: Padding = .valid, roundingUp: Bool = false,
    countingPadding: Bool = true, layout: SequenceLayout = .channelsLast
  ) {
    pool = {
      averagePool1d(
        $0, size: size, stride: stride, padding: padding, roundingUp: roundingUp,
        countingPadding: countingPadding, layout: layout)
    }
  }

  /// Applies the layer.
  public func callAsFunction(_ x: Tensor, _: Mode) -> Tensor { pool(x) }
}
