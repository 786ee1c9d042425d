import ParlanceArrays
import ParlanceAutograd
import ParlanceSystem

/// A layer in which tokens attend to those before them, then to a source, then each is changed alone:
/// [B, T, E], [B, S, E] → [B, T, E].
///
/// Names and layouts are those of PyTorch's `nn.TransformerDecoderLayer`. Vaswani et al., 2017, section 3.1.
public final class TransformerDecoderLayer: Module {
  let attention: MultiHeadAttention
  let sourceAttention: MultiHeadAttention
  let (first, second): (Linear, Linear)
  let norms: [LayerNorm]
  let options: TransformerLayerOptions

  public var parts: [(name: String, value: Any)] {
    [
      ("self_attn", attention), ("multihead_attn", sourceAttention), ("linear1", first),
      ("linear2", second), ("norm1", norms[0]), ("norm2", norms[1]), ("norm3", norms[2]),
    ]
  }

  /// Creates a layer; traps where the heads do not divide E.
  public init(_ options: TransformerLayerOptions, using generator: inout RandomGenerator) {
    let (size, inner) = (options.size, options.feedForwardSize)
    func attention() -> MultiHeadAttention {
      MultiHeadAttention(
        size, headCount: options.headCount, dropout: options.dropout, using: &generator)
    }
    self.attention = attention()
    sourceAttention = attention()
    first = Linear(size, inner, using: &generator)
    second = Linear(inner, size, using: &generator)
    norms = (0..<3).map { _ in LayerNorm(size) }
    self.options = options
  }

  /// Applies the layer to whole targets; each token attends to those before it only.
  ///
  /// - `source`: the encoder's result [B, S, E], of which each row has so many tokens.
  /// - Returns: the result, and the weights on the source, their mean over the heads: [B, T, S].
  public func callAsFunction(
    _ x: Tensor, source: Tensor, sourceLengths: [Int]? = nil, rotary: RotaryPositions? = nil,
    mode: Mode = .evaluation
  ) -> (outputs: Tensor, weights: Tensor) {
    let (rows, steps) = (x.shape[0], x.shape[1])
    var none = KeyValueCache(
      rows: rows, headCount: options.headCount, headSize: options.size / options.headCount)
    return extend(
      x, &none, counts: [Int](repeating: steps, count: rows), memory: sourceMemory(of: source),
      sourceLengths: sourceLengths, rotary: rotary, keepsCache: false, mode: mode)
  }

  /// The same for the next tokens, after those that `cache` knows; it knows them then.
  ///
  /// - `counts`: how many tokens are new in each row; what a row has beyond is padding.
  /// - `memory`: `sourceMemory(of:)`, made once.
  /// - `keepsCache`: whether there is more to come.
  public func extend(
    _ x: Tensor, _ cache: inout KeyValueCache, counts: [Int], memory: AttentionMemory,
    sourceLengths: [Int]? = nil, rotary: RotaryPositions? = nil, keepsCache: Bool = true,
    mode: Mode = .evaluation
  ) -> (outputs: Tensor, weights: Tensor) {
    let y = options.residual(x, norms[0], "attention", mode) {
      attention.extend(
        $0, &cache, counts: counts, rotary: rotary, keepsCache: keepsCache,
        mode: mode.part("weights"))
    }
    return rest(y, memory, AttentionLimits(keyLengths: sourceLengths), mode)
  }

  /// What the tokens of targets attend to in a source.
  public func sourceMemory(of source: Tensor) -> AttentionMemory {
    sourceAttention.memory(of: source)
  }

  private func rest(
    _ y: Tensor, _ memory: AttentionMemory, _ limits: AttentionLimits, _ mode: Mode
  ) -> (outputs: Tensor, weights: Tensor) {
    var weights: Tensor?
    let z = options.residual(y, norms[1], "source", mode) {
      let found = sourceAttention.attend(
        sourceAttention.queries(of: $0), memory, limits: limits, mode: mode.part("sourceWeights"))
      weights = found.weights
      return found.outputs
    }
    let outputs = options.residual(z, norms[2], "feedForward", mode) {
      feedForward($0, first, second, options, mode)
    }
    return (outputs, weights!.mean(axis: 1))
  }
}
