import ParlanceArrays
import ParlanceAutograd
import ParlanceSystem

/// How well a decoder's state q fits a place k of the source.
public enum AttentionScore: String, Codable, Sendable, CaseIterable {
  /// q · k.
  case dot
  /// q · W k. Luong et al. 2015, eq. 8.
  case general
  /// v · tanh(W q + U k + b). Bahdanau et al. 2015.
  case additive
  /// v · tanh(W [q; k]). Luong et al. 2015, eq. 8.
  case concat
}

/// Attention of a recurrent decoder to the states of an encoder: queries [B, T, Q], source [B, S, K] →
/// [B, T, K].
///
/// context = Σ_s a_s source_s with a = softmax of the scores over the source's places. Bahdanau, Cho and
/// Bengio 2015; Luong, Pham and Manning 2015.
public final class SequenceAttention: Module {
  /// How places are scored.
  public let score: AttentionScore
  /// W of queries: [Q, A]; nil for dot and general.
  public let query: Linear?
  /// U, or W of general, of the source: [K, A] or [K, Q]; nil for dot.
  public let key: Linear?
  /// v: [A]; nil for dot and general.
  public let energy: Parameter?

  /// A source that many queries attend to.
  public struct Source {
    /// What contexts are sums of: [B, S, K].
    public let values: Tensor
    /// What queries are held against: [B, S, A], [B, S, Q].
    public let keys: Tensor
    /// The places of each row; nil for all.
    public let lengths: [Int]?

    /// A source with its keys, as `source(_:lengths:)` made them.
    public init(values: Tensor, keys: Tensor, lengths: [Int]? = nil) {
      (self.values, self.keys, self.lengths) = (values, keys, lengths)
    }
  }

  /// Creates attention; traps for dot where Q and K differ.
  ///
  /// - `size`: A of additive and concat.
  public init(
    _ score: AttentionScore, querySize: Int, sourceSize: Int, size: Int,
    using generator: inout RandomGenerator
  ) {
    guard score != .dot || querySize == sourceSize else {
      fatalError("SequenceAttention: dot of sizes \(querySize) and \(sourceSize)")
    }
    self.score = score
    switch score {
    case .dot: (query, key, energy) = (nil, nil, nil)
    case .general:
      key = Linear(sourceSize, querySize, hasBias: false, using: &generator)
      (query, energy) = (nil, nil)
    case .additive, .concat:
      query = Linear(querySize, size, hasBias: score == .additive, using: &generator)
      key = Linear(sourceSize, size, hasBias: false, using: &generator)
      energy = Parameter(
        Initializer.xavier.array([size], inputs: size, outputs: 1, using: &generator))
    }
  }

  /// Makes a source ready for queries.
  public func source(_ values: Tensor, lengths: [Int]? = nil) -> Source {
    Source(values: values, keys: key.map { $0(values) } ?? values, lengths: lengths)
  }

  /// Attends from queries [B, T, Q]: → contexts [B, T, K] and weights [B, T, S].
  public func callAsFunction(
    _ queries: Tensor, _ source: Source
  ) -> (contexts: Tensor, weights: Tensor) {
    let limits = AttentionLimits(keyLengths: source.lengths)
    let weights: Tensor
    if let query, let energy {
      let (batch, steps, places) = (queries.shape[0], queries.shape[1], source.keys.shape[1])
      let width = energy.shape[0]
      let sums =
        query(queries).reshaped([batch, steps, 1, width])
        + source.keys.reshaped([batch, 1, places, width])
      let scores = (tanh(sums) * energy.tensor).sum(axis: 3)
      weights = attentionSoftmax(scores, limits: limits)
    } else {
      weights = attentionWeights(queries, source.keys, limits: limits, scale: 1)
    }
    LayerTrace.note(self, attention: weights.array)
    return (matmul(weights, source.values), weights)
  }
}
