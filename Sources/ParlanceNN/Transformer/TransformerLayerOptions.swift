import ParlanceAutograd

/// What the layers of a transformer have in common.
public struct TransformerLayerOptions: Sendable {
  /// E: numbers of a token's vector.
  public var size: Int
  /// H: attention heads, which divide E.
  public var headCount: Int
  /// The hidden units of the feed-forward part.
  public var feedForwardSize: Int
  /// The rate of dropout on attention's weights, on hidden units and on each part's result.
  public var dropout: Double
  /// Of the feed-forward part.
  public var activation: Activation
  /// Whether a part's input is normalised (pre-norm), rather than its sum with the result (post-norm).
  public var normalisesFirst: Bool

  /// Creates options.
  public init(
    size: Int, headCount: Int, feedForwardSize: Int, dropout: Double = 0,
    activation: Activation = .relu, normalisesFirst: Bool = false
  ) {
    (self.size, self.headCount) = (size, headCount)
    (self.feedForwardSize, self.dropout) = (feedForwardSize, dropout)
    (self.activation, self.normalisesFirst) = (activation, normalisesFirst)
  }

  /// x + f(x), normalised before or after.
  ///
  /// - `part`: f, of what may be normalised.
  func residual(
    _ x: Tensor, _ norm: LayerNorm, _ name: String, _ mode: Mode, _ part: (Tensor) -> Tensor
  ) -> Tensor {
    func dropped(_ y: Tensor) -> Tensor { Dropout(dropout)(y, mode.part(name)) }
    return normalisesFirst ? x + dropped(part(norm(x))) : norm(x + dropped(part(x)))
  }
}

/// The feed-forward part: W₂ f(x W₁ + b₁) + b₂ for each token alone. Vaswani et al., 2017, eq. 2.
func feedForward(
  _ x: Tensor, _ first: Linear, _ second: Linear, _ options: TransformerLayerOptions, _ mode: Mode
) -> Tensor {
  let hidden = options.activation(first(x))
  return second(Dropout(options.dropout)(hidden, mode.part("hidden")))
}
