import ParlanceArrays
import ParlanceAutograd
import ParlanceSystem

/// A layer in which tokens attend to each other, then each is changed alone: [B, T, E] → [B, T, E].
///
/// y = x + attention(x); z = y + feedForward(y), each normalised after (or before, of its input). With causal
/// limits it is the layer of a decoder without a source. Names and layouts are those of PyTorch's
/// `nn.TransformerEncoderLayer`. Vaswani et al., 2017, section 3.1.
public final class TransformerEncoderLayer: Module {
  let attention: MultiHeadAttention
  let (first, second): (Linear, Linear)
  let norms: [LayerNorm]
  let options: TransformerLayerOptions

  public var parts: [(name: String, value: Any)] {
    [
      ("self_attn", attention), ("linear1", first), ("linear2", second), ("norm1", norms[0]),
      ("norm2", norms[1]),
    ]
  }

  /// Creates a layer; traps where the heads do not divide E.
  public init(_ options: TransformerLayerOptions, using generator: inout RandomGenerator) {
    let (size, inner) = (options.size, options.feedForwardSize)
    attention = MultiHeadAttention(
      size, headCount: options.headCount, dropout: options.dropout, using: &generator)
    first = Linear(size, inner, using: &generator)
    second = Linear(inner, size, using: &generator)
    norms = [LayerNorm(size), LayerNorm(size)]
    self.options = options
  }

  /// Applies the layer.
  ///
  /// - `limits`: the tokens of each text, and whether a token attends to those before it only.
  public func callAsFunction(
    _ x: Tensor, limits: AttentionLimits = AttentionLimits(), rotary: RotaryPositions? = nil,
    mode: Mode = .evaluation
  ) -> Tensor {
    let y = options.residual(x, norms[0], "attention", mode) {
      attention($0, limits: limits, rotary: rotary, mode: mode.part("weights"))
    }
    return options.residual(y, norms[1], "feedForward", mode) {
      feedForward($0, first, second, options, mode)
    }
  }

  /// The same for the next tokens of texts, which look at those before them that `cache` knows; it knows
  /// them then.
  ///
  /// - `counts`: how many tokens are new in each row.
  public func extend(
    _ x: Tensor, _ cache: inout KeyValueCache, counts: [Int], rotary: RotaryPositions? = nil,
    mode: Mode = .evaluation
  ) -> Tensor {
    let y = options.residual(x, norms[0], "attention", mode) {
      attention.extend(
        $0, &cache, counts: counts, rotary: rotary, mode: mode.part("weights"))
    }
    return options.residual(y, norms[1], "feedForward", mode) {
      feedForward($0, first, second, options, mode)
    }
  }
}
