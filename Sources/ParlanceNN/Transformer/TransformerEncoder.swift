import ParlanceAutograd
import ParlanceSystem

/// Layers in which the tokens of a text attend to each other, with places and a last norm:
/// [B, T, E] → [B, T, E].
///
/// x₀ = x + p, or queries and keys are turned; xₗ = layerₗ(xₗ₋₁); y = norm(x_L) where layers normalise their
/// inputs, else x_L. Names are those of PyTorch's `nn.TransformerEncoder`. Vaswani et al., 2017, section 3.1.
public final class TransformerEncoder: Module {
  let positions: PositionalEncoding?
  let layers: [TransformerEncoderLayer]
  let norm: LayerNorm?
  let rotary: RotaryPositions?

  /// Creates layers; traps where the heads do not divide E.
  ///
  /// - `maximumLength`: the places that there are vectors for, where these are learned.
  public init(
    _ options: TransformerLayerOptions, layerCount: Int, positions kind: PositionKind,
    maximumLength: Int, using generator: inout RandomGenerator
  ) {
    positions =
      switch kind {
      case .sinusoidal: PositionalEncoding(sinusoidal: options.size)
      case .learned:
        PositionalEncoding(learned: maximumLength, options.size, using: &generator)
      case .rotary: nil
      }
    rotary = kind == .rotary ? RotaryPositions() : nil
    var layers: [TransformerEncoderLayer] = []
    for _ in 0..<layerCount {
      layers.append(TransformerEncoderLayer(options, using: &generator))
    }
    self.layers = layers
    norm = options.normalisesFirst ? LayerNorm(options.size) : nil
  }

  /// Applies the layers; what a row has beyond its length is padding, which nothing attends to.
  ///
  /// Traps for more steps than there are learned places.
  public func callAsFunction(_ x: Tensor, lengths: [Int], mode: Mode = .evaluation) -> Tensor {
    let limits = AttentionLimits(keyLengths: lengths)
    var x = positions.map { $0(x) } ?? x
    for (index, layer) in layers.enumerated() {
      x = layer(x, limits: limits, rotary: rotary, mode: mode.part("layer", index))
    }
    return norm.map { $0(x) } ?? x
  }
}
