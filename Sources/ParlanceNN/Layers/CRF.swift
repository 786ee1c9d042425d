import ParlanceArrays
import ParlanceAutograd
import ParlanceSystem

/// A linear-chain conditional random field over K tags: how likely whole sequences of tags are.
///
/// See the operation `crfLoss` for the equation. Lafferty et al., *Conditional Random Fields*, 2001; on
/// top of a recurrent network as Huang et al., *Bidirectional LSTM-CRF Models for Sequence Tagging*,
/// 2015, have it.
///
/// ```swift
/// let crf = CRF(tagCount: 5, using: &generator)
/// let loss = crf.loss(emissions, targets: tags, lengths: [7, 3]).mean()
/// let best = crf.bestTags(emissions.array, lengths: [7, 3])
/// ```
public final class CRF: Module {
  /// The scores of the first tag: [K].
  public let start: Parameter
  /// The scores of the last tag: [K].
  public let end: Parameter
  /// The scores of each tag, the row, being followed by each, the column: [K, K].
  public let transitions: Parameter

  /// Creates a field whose scores begin uniform over ±0.1, as pytorch-crf has them.
  public init(
    tagCount: Int, initializer: Initializer = .uniform(0.1), using generator: inout RandomGenerator
  ) {
    func scores(_ shape: [Int], _ name: String? = nil) -> Parameter {
      Parameter(
        initializer.array(shape, inputs: tagCount, outputs: tagCount, using: &generator),
        name: name)
    }
    start = scores([tagCount], "start_transitions")
    end = scores([tagCount], "end_transitions")
    transitions = scores([tagCount, tagCount])
  }

  /// The losses −ln p(targets | x) in nats: emissions [B, T, K] → [B].
  public func loss(_ emissions: Tensor, targets: [Int32], lengths: [Int]? = nil) -> Tensor {
    crfLoss(
      emissions, transitions: transitions.tensor, start: start.tensor, end: end.tensor,
      targets: targets, lengths: lengths)
  }

  /// The most likely tags of each sequence (Viterbi): emissions [B, T, K] → [B][its length]; of equally
  /// likely ones those of smaller numbers.
  public func bestTags(_ emissions: NDArray, lengths: [Int]? = nil) -> [[Int32]] {
    let input = input("CRF.bestTags", emissions, lengths)
    let tags = emissions.kernels.crfBest(input)
    return input.lengths.enumerated().map { row, length in
      Array(tags[row * input.steps..<row * input.steps + Int(length)])
    }
  }

  /// How likely tags are at each step, given the whole sequence: emissions [B, T, K].
  public func marginals(_ emissions: NDArray, lengths: [Int]? = nil) -> CRFMarginals {
    let input = input("CRF.marginals", emissions, lengths)
    let forward = emissions.kernels.crfForward(input, targets: nil)
    let back = emissions.kernels.crfBackward(
      input, forward, targets: nil,
      shares: NDArray(ones: [input.batch], like: emissions))
    return CRFMarginals(
      probabilities: back.emissions, logPartition: forward.losses, input: input,
      betas: back.betas, norms: forward.norms)
  }

  private func input(_ name: String, _ emissions: NDArray, _ lengths: [Int]?) -> CRFInput {
    .checked(name, emissions, transitions.value, start.value, end.value, lengths)
  }
}

/// How likely tags, and stretches of tags, are in sequences of a conditional random field.
public struct CRFMarginals: Sendable {
  /// p(yₜ = k | x): [B, T, K]; zeros beyond a sequence's length.
  public let probabilities: NDArray
  /// ln Z(x), the logarithm of the sum over all paths: [B].
  public let logPartition: NDArray
  let input: CRFInput
  let betas: NDArray
  let norms: NDArray

  /// How likely a sequence has just these tags from a step on, and then none of some others.
  ///
  /// Traps for steps outside the sequence.
  ///
  /// - Parameters:
  ///   - tags: of one step or more.
  ///   - start: the first step.
  ///   - row: which sequence.
  ///   - excluded: the tags that must not follow: an entity's own, so that it ends here.
  public func probability(
    of tags: [Int32], from start: Int, inSequence row: Int, notFollowedBy excluded: [Int32] = []
  ) -> Double {
    guard 0..<input.batch ~= row, let first = tags.first, let last = tags.last, start >= 0,
      start + tags.count <= Int(input.lengths[row])
    else {
      fatalError(
        "CRFMarginals.probability: \(tags.count) tags from step \(start) of sequence \(row)")
    }
    var probability = probabilities[row, start, Int(first)]
    for (place, tag) in tags.enumerated().dropFirst() {
      probability *= following(tags[place - 1], tag, row, start + place)
    }
    let next = start + tags.count
    guard next < Int(input.lengths[row]) else { return probability }
    return excluded.reduce(probability) { $0 - probability * following(last, $1, row, next) }
  }

  /// p(yₜ = tag | yₜ₋₁ = before, x).
  private func following(_ before: Int32, _ tag: Int32, _ row: Int, _ t: Int) -> Double {
    Double.exp(
      input.transitions[Int(before), Int(tag)] + input.emissions[row, t, Int(tag)]
        + betas[row, t, Int(tag)] - norms[row, t] - betas[row, t - 1, Int(before)])
  }
}
