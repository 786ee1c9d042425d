import ParlanceAutograd

/// The greatest value of each feature over the steps of a sequence: [B, T, D] → [B, D].
///
/// Kim, *Convolutional Neural Networks for Sentence Classification*, 2014.
public final class MaxOverTime: Layer {
  /// Creates a layer, which has no parameters.
  public init() {}

  /// Applies the layer to sequences without padding.
  public func callAsFunction(_ x: Tensor, _: Mode) -> Tensor { maxOverTime(x) }

  /// Applies the layer to the steps within each sequence's length; length 0 gives zeros.
  public func callAsFunction(_ x: Tensor, lengths: [Int]?) -> Tensor {
    maxOverTime(x, lengths: lengths)
  }
}
