import ParlanceAutograd
import ParlanceSystem

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

  /// Roughly what a layer keeps of a place for the way back, where it attends to so many: queries, keys,
  /// values, sums and norms; hidden units before and after; scores and weights.
  public func numbersPerPlace(of places: Int) -> Double {
    Double(12 * size + 2 * feedForwardSize + 4 * headCount * places)
  }

  /// As many heads as have 32 numbers each, 8 at most, of an even size each.
  public static func usualHeadCount(size: Int) -> Int {
    (1...8).last { size % (2 * $0) == 0 && ($0 == 1 || size / $0 >= 32) } ?? 1
  }

  /// What is wrong with the numbers of layers, or nil.
  ///
  /// - `heads`: nil for the usual ones.
  public static func problem(
    size: Int, heads: Int?, feedForwardSize: Int?, positions: PositionKind
  ) -> SettingProblem? {
    let count = heads ?? usualHeadCount(size: size)
    // Rotary positions turn pairs.
    let unit = positions == .rotary ? 2 * count : count
    return .first(
      of: .first([
        "heads": (heads, 1...1 << 10), "feedForwardSize": (feedForwardSize, 1...1 << 18),
      ]),
      .unless(
        size % max(unit, 1) == 0, "hiddenSize",
        expected: "a multiple of \(unit)" + (unit > count ? ", an even size" : "")
          + " for each of \(count) heads",
        found: size))
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
