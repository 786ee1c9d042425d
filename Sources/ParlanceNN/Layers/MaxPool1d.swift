import ParlanceAutograd

/// The greatest value of each channel in windows of steps: [B, T, C] → [B, T′, C].
///
/// See the operation `maxPool1d` for T′.
public final class MaxPool1d: Layer {
  private let pool: (Tensor) -> Tensor

  /// Creates a layer, which has no parameters; the stride is `size` by default.
  public init(
    _ size: Int, stride: Int? = nil, padding: Padding = .valid, dilation: Int = 1,
    roundingUp: Bool = false, layout: SequenceLayout = .channelsLast
  ) {
    pool = {
      maxPool1d(
        $0, size: size, stride: stride, padding: padding, dilation: dilation,
        roundingUp: roundingUp, layout: layout)
    }
  }

  /// Applies the layer.
  public func callAsFunction(_ x: Tensor, _: Mode) -> Tensor { pool(x) }
}
