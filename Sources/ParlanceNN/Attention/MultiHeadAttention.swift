import ParlanceArrays
import ParlanceAutograd
import ParlanceSystem

/// Attention with several heads, each over a share of the features: queries [B, T, E], keys and values
/// [B, S, ..] → [B, T, E].
///
/// headᵢ = attention(q Wᵢ, k W′ᵢ, v W″ᵢ); y = [head₁ … headₕ] Wₒ + bₒ. Names and layouts of the
/// parameters are those of PyTorch's `nn.MultiheadAttention`. Vaswani et al., 2017, section 3.2.2.
public final class MultiHeadAttention: Module {
  /// H.
  public let headCount: Int
  /// The rate of dropout on the attention's weights.
  public let dropout: Double
  /// The weights for queries, keys and values side by side, [E, 3 E]; nil where keys or values have
  /// another size than queries.
  public let inputWeight: Parameter?
  /// The weights for queries [E, E], keys [K, E] and values [V, E] where they are apart.
  public let queryWeight: Parameter?
  public let keyWeight: Parameter?
  public let valueWeight: Parameter?
  /// The biases for queries, keys and values one after the other: [3 E], or nil.
  public let inputBias: Parameter?
  /// The map of all heads' results.
  public let output: Linear

  public var parts: [(name: String, value: Any)] {
    [inputWeight, queryWeight, keyWeight, valueWeight, inputBias].compactMap { $0 }
      .map { ($0.name ?? "", $0) } + [("out_proj", output)]
  }

  /// Creates a layer with values as PyTorch draws them: the packed weight by Xavier, biases of zeros.
  ///
  /// Traps where the heads do not divide E.
  public init(
    _ size: Int, headCount: Int, dropout: Double = 0, hasBias: Bool = true, keySize: Int? = nil,
    valueSize: Int? = nil, using generator: inout RandomGenerator
  ) {
    guard headCount > 0, size % headCount == 0 else {
      fatalError("MultiHeadAttention: \(headCount) heads do not divide size \(size)")
    }
    self.headCount = headCount
    self.dropout = dropout
    func weight(_ inputs: Int, _ outputs: Int, _ name: String) -> Parameter {
      Parameter(
        Initializer.xavier.array(
          [inputs, outputs], inputs: inputs, outputs: outputs, using: &generator),
        name: name, layout: .transposedInFiles)
    }
    let isPacked = (keySize ?? size) == size && (valueSize ?? size) == size
    inputWeight = isPacked ? weight(size, 3 * size, "in_proj_weight") : nil
    queryWeight = isPacked ? nil : weight(size, size, "q_proj_weight")
    keyWeight = isPacked ? nil : weight(keySize ?? size, size, "k_proj_weight")
    valueWeight = isPacked ? nil : weight(valueSize ?? size, size, "v_proj_weight")
    inputBias = hasBias ? Parameter(shape: [3 * size], name: "in_proj_bias") : nil
    output = Linear(
      size, size, hasBias: hasBias,
      initializer: .uniform(1 / Double(max(size, 1)).squareRoot()), using: &generator)
  }

  /// Attends from queries [B, T, E] to keys [B, S, K] and values [B, S, V]: → [B, T, E].
  ///
  /// Without keys the queries attend to each other; without values the keys serve as such. A mask (1
  /// where a query may attend to a key) and a bias broadcast to [B, H, T, S]. A query that may attend
  /// to no key gives the output's bias.
  public func callAsFunction(
    _ queries: Tensor, _ keys: Tensor? = nil, _ values: Tensor? = nil, mask: Tensor? = nil,
    bias: Tensor? = nil, limits: AttentionLimits = AttentionLimits(),
    rotary: RotaryPositions? = nil, mode: Mode = .evaluation
  ) -> Tensor {
    attend(
      queries, keys, values, mask: mask, bias: bias, limits: limits, averagingHeads: false,
      rotary: rotary, mode: mode
    ).outputs
  }

  /// The same with the weights: [B, T, E], and each head's weights [B, H, T, S] or their mean over
  /// the heads [B, T, S].
  ///
  /// - `rotary`: turns queries and keys by their places, both counted from 0.
  public func attend(
    _ queries: Tensor, _ keys: Tensor? = nil, _ values: Tensor? = nil, mask: Tensor? = nil,
    bias: Tensor? = nil, limits: AttentionLimits = AttentionLimits(),
    averagingHeads: Bool = true, rotary: RotaryPositions? = nil, mode: Mode = .evaluation
  ) -> (outputs: Tensor, weights: Tensor) {
    var (q, k, v) = projected(queries, keys, values)
    if let rotary { (q, k) = (rotary(q), rotary(k)) }
    let (outputs, weights) = attend(
      q, AttentionMemory(keys: k, values: v), mask: mask, bias: bias, limits: limits, mode: mode)
    return (outputs, averagingHeads ? weights.mean(axis: 1) : weights)
  }

  /// Queries of all heads [B, H, T, E / H] to what `memory(of:)` made: [B, T, E], and each head's
  /// weights [B, H, T, S].
  func attend(
    _ queries: Tensor, _ memory: AttentionMemory, mask: Tensor? = nil, bias: Tensor? = nil,
    limits: AttentionLimits = AttentionLimits(), mode: Mode = .evaluation
  ) -> (outputs: Tensor, weights: Tensor) {
    var weights = attentionWeights(queries, memory.keys, mask: mask, bias: bias, limits: limits)
    LayerTrace.note(self, attention: weights.array)
    if let key = mode.key, dropout > 0 {
      weights = ParlanceAutograd.dropout(
        weights, rate: dropout, key: key, firstRow: mode.firstRow)
    }
    let heads = matmul(weights, memory.values).permuted([0, 2, 1, 3])
    let (batch, steps) = (queries.shape[0], queries.shape[2])
    return (output(heads.reshaped([batch, steps, output.weight.shape[0]])), weights)
  }

  /// What queries attend to again and again: keys [B, S, K] and values [B, S, V], or the keys as both.
  public func memory(of keys: Tensor, _ values: Tensor? = nil) -> AttentionMemory {
    AttentionMemory(keys: part(1, of: keys), values: part(2, of: values ?? keys))
  }

  /// The queries of all heads: [B, T, E] → [B, H, T, E / H].
  func queries(of x: Tensor) -> Tensor { part(0, of: x) }

  /// Queries, keys and values of all heads: each [B, H, steps, E / H].
  private func projected(
    _ queries: Tensor, _ keys: Tensor?, _ values: Tensor?
  ) -> (Tensor, Tensor, Tensor) {
    let size = output.weight.shape[0]
    guard queries.shape.count == 3, queries.shape[2] == size else {
      fatalError("MultiHeadAttention: expected queries [B, T, \(size)], found \(queries.shape)")
    }
    if let packed = inputWeight, keys == nil, values == nil {
      let all = linear(queries, packed.tensor, inputBias?.tensor)
      let parts = (0..<3).map { split(all.slice(axis: 2, $0 * size..<($0 + 1) * size)) }
      return (parts[0], parts[1], parts[2])
    }
    let keys = keys ?? queries
    return (part(0, of: queries), part(1, of: keys), part(2, of: values ?? keys))
  }

  /// Queries (0), keys (1) or values (2) of all heads.
  private func part(_ part: Int, of x: Tensor) -> Tensor {
    let size = output.weight.shape[0]
    let places = part * size..<(part + 1) * size
    let own = [queryWeight, keyWeight, valueWeight][part]
    let weight = own?.tensor ?? inputWeight!.tensor.slice(axis: 1, places)
    return split(linear(x, weight, inputBias?.tensor.slice(axis: 0, places)))
  }

  /// [B, T, E] → [B, H, T, E / H].
  private func split(_ x: Tensor) -> Tensor {
    let (batch, steps, size) = (x.shape[0], x.shape[1], x.shape[2])
    return x.reshaped([batch, steps, headCount, size / headCount]).permuted([0, 2, 1, 3])
  }
}

/// Keys and values of all heads, made once for many queries: each [B, H, S, E / H].
public struct AttentionMemory {
  /// What queries are held against.
  public let keys: Tensor
  /// What they get.
  public let values: Tensor

  /// Creates a memory.
  public init(keys: Tensor, values: Tensor) { (self.keys, self.values) = (keys, values) }
}
