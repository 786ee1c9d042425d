import ParlanceArrays
import ParlanceAutograd
import ParlanceSystem

/// A decoder's choice at each step between writing a token of its vocabulary and copying one of the source's.
///
/// P(w) = g softmax(logits)_w + (1 − g) Σ_{s: source_s = w} a_s with g = σ(h̃ v + b) and a the attention's weights.
/// See, Liu and Manning, *Get To The Point: Summarization with Pointer-Generator Networks*, 2017; of it, g is read
/// from the attending state alone, which has context and state in it.
public final class PointerGenerator: Module {
  /// v and b: [H, 1].
  public let gate: Linear
  /// The target's token that a token of the source is; nil where both sides have one vocabulary.
  public var copies: [Int32]?

  /// What no probability is below, so that its logarithm is a number.
  static let least = 1e-30

  /// Creates a layer for states of a size H, which writes as often as it copies at first.
  public init(_ size: Int, using generator: inout RandomGenerator) {
    gate = Linear(size, 1, using: &generator)
  }

  /// ln P of each token at each step: [B · T, V].
  ///
  /// Traps where a token of the source has no place in the target's vocabulary.
  ///
  /// - `logits`: of what is written, [B · T, V].
  /// - `hidden`: h̃ [B, T, H].
  /// - `weights`: a [B, T, S]; zero where a source has no token.
  /// - `source`: its tokens, [B · S].
  public func callAsFunction(
    _ logits: Tensor, hidden: Tensor, weights: Tensor, source: [Int32]
  ) -> Tensor {
    let (batch, steps, places) = (weights.shape[0], weights.shape[1], weights.shape[2])
    guard hidden.shape.prefix(2) == weights.shape.prefix(2), source.count == batch * places,
      logits.shape.count == 2, logits.shape[0] == batch * steps
    else {
      fatalError(
        "PointerGenerator: expected weights [B, T, S] and B · S tokens for states \(hidden.shape) and logits "
          + "\(logits.shape), found \(weights.shape) and \(source.count)")
    }
    let writes = sigmoid(gate(hidden)).reshaped([batch * steps, 1])
    let written = writes * softmax(logits)
    let copied = (1 - writes) * weights.reshaped([batch * steps, places])
    var tuples: [Int32] = []
    tuples.reserveCapacity(2 * batch * steps * places)
    for row in 0..<batch * steps {
      for place in 0..<places {
        let token = source[row / steps * places + place]
        tuples.append(Int32(row))
        tuples.append(copies.map { $0[Int(token)] } ?? token)
      }
    }
    let indices = Indices(tuples, shape: [batch * steps, places, 2])
    return log(written.scatterAddND(copied, at: indices) + Self.least)
  }
}
