import ParlanceArrays
import ParlanceSystem

/// Which keys a query may attend to, beside those that a mask leaves out.
public struct AttentionLimits: Sendable {
  /// Whether query t attends to the keys 0 … t only.
  public var isCausal: Bool
  /// The number of keys of each place on the first axis, the sentences' lengths; nil for all.
  public var keyLengths: [Int]?

  /// Creates limits; none by default.
  public init(isCausal: Bool = false, keyLengths: [Int]? = nil) {
    self.isCausal = isCausal
    self.keyLengths = keyLengths
  }
}

/// softmax(q kᵀ · scale + bias) over the keys that a query may attend to: [.., T, D], [.., S, D] →
/// [.., T, S].
///
/// A query that may attend to no key has weights of zero (not NaN), and nothing flows back from it.
///
/// - Parameters:
///   - q: the queries.
///   - k: the keys.
///   - mask: 1 where a query may attend to a key, else 0; broadcasts to [.., T, S].
///   - bias: added to the scores; broadcasts to [.., T, S]. −∞ leaves a key out.
///   - limits: causal attention, and the number of keys of each sentence.
///   - scale: 1/√D by default.
public func attentionWeights(
  _ q: Tensor, _ k: Tensor, mask: Tensor? = nil, bias: Tensor? = nil,
  limits: AttentionLimits = AttentionLimits(), scale: Double? = nil
) -> Tensor {
  guard q.array.rank >= 2, k.array.rank >= 2, q.shape.last == k.shape.last else {
    fatalError("attention: queries \(q.shape) and keys \(k.shape) do not fit: expected [.., T, D]")
  }
  let scale = scale ?? 1 / Double(max(q.shape.last!, 1)).squareRoot()
  var scores = matmul(q * scale, k, transposingB: true)
  let shape = scores.shape
  // log 1 = 0, log 0 = −∞
  let masking = mask.map { Tensor($0.kernels.unary(.log, $0.array)) }
  for (name, part) in [("mask", masking), ("bias", bias)] {
    guard let part else { continue }
    scores = scores + part
    guard scores.shape == shape else {
      fatalError("attention: \(name) \(part.shape) does not broadcast to the scores \(shape)")
    }
  }
  return attentionSoftmax(scores, limits: limits)
}

/// Softmax of scores over the keys that a query may attend to: [.., T, S] → [.., T, S].
///
/// A query that may attend to no key has weights of zero (not NaN), and nothing flows back from it.
public func attentionSoftmax(
  _ scores: Tensor, limits: AttentionLimits = AttentionLimits()
) -> Tensor {
  let shape = scores.shape
  let weights = scores.kernels.softmax(scores.array, limits: limits.counts(shape))
  return .operation(
    "attention", weights,
    OperationInput(scores) { dy, dx in
      dx.accumulate(shape, like: dy) {
        dy.kernels.addSoftmaxGradient(y: weights, dy: dy, logarithm: false, &$0)
      }
    })
}

/// Attention by scaled dot products: softmax(q kᵀ / √D) v, [.., T, D], [.., S, D], [.., S, E] →
/// [.., T, E].
///
/// Leading axes (sentences, heads) broadcast as in `matmul`. A query that may attend to no key gives
/// zeros (not NaN). Vaswani et al., *Attention Is All You Need*, 2017, eq. 1.
///
/// - Parameters:
///   - q: the queries.
///   - k: the keys.
///   - v: the values.
///   - mask: 1 where a query may attend to a key, else 0; broadcasts to [.., T, S].
///   - bias: added to the scores; broadcasts to [.., T, S]. −∞ leaves a key out.
///   - limits: causal attention, and the number of keys of each sentence.
///   - scale: 1/√D by default.
///   - dropout: the rate of dropout on the weights, with its key; nil for none.
public func scaledDotProductAttention(
  _ q: Tensor, _ k: Tensor, _ v: Tensor, mask: Tensor? = nil, bias: Tensor? = nil,
  limits: AttentionLimits = AttentionLimits(), scale: Double? = nil,
  dropout: (rate: Double, key: RandomKey)? = nil
) -> Tensor {
  let weights = attentionWeights(q, k, mask: mask, bias: bias, limits: limits, scale: scale)
  guard let (rate, key) = dropout else { return matmul(weights, v) }
  return matmul(ParlanceAutograd.dropout(weights, rate: rate, key: key), v)
}

extension AttentionLimits {
  /// For each row of scores [.., T, S], how many keys from the first on count.
  fileprivate func counts(_ shape: [Int]) -> [Int32] {
    let (queries, keys) = (shape[shape.count - 2], shape[shape.count - 1])
    let rows = shape.dropLast().reduce(1, *)
    if let keyLengths {
      checkLengths(
        "attention", keyLengths, count: shape.count > 2 ? shape[0] : 1, limit: keys)
    }
    let each = rows / max(keyLengths?.count ?? 1, 1)
    return (0..<rows).map { row in
      let causal = isCausal ? min(row % queries + 1, keys) : keys
      return Int32(keyLengths.map { min(causal, $0[row / each]) } ?? causal)
    }
  }
}
