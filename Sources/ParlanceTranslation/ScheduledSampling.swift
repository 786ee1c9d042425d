import Foundation
import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceSystem

/// How often a decoder in training reads what it would have written itself, in the place of the target's token.
///
/// Bengio et al., *Scheduled Sampling for Sequence Prediction with Recurrent Neural Networks*, 2015. What it
/// would have written is the likeliest token of a first pass over the target as it is, so that both passes read
/// whole targets. Mihaylova and Martins, *Scheduled Sampling for Transformers*, 2019.
public struct ScheduledSampling: Codable, Sendable, Equatable {
  /// How the share grows over training.
  public enum Decay: String, Codable, Sendable, CaseIterable {
    /// The target alone is read.
    case none
    /// In proportion to the steps taken.
    case linear
    /// As 1 − k / (k + exp(i / k)), with k = 10 and i from 0 to 60: slowly, then fast, then slowly.
    case inverseSigmoid = "inverse-sigmoid"
  }

  public var decay = Decay.none
  /// The share of tokens that is the model's own at the end.
  public var share = 0.25

  /// Creates the default: none.
  public init() {}

  /// The share of tokens that are the model's own.
  ///
  /// - `progress`: the part of all steps that is done, in 0 ... 1.
  public func share(at progress: Double) -> Double {
    switch decay {
    case .none: 0
    case .linear: share * progress
    case .inverseSigmoid: share * (1 - 10 / (10 + exp(6 * progress)))
    }
  }
}

extension TranslationBatch {
  /// The batch with some of what the decoder reads chosen by the network itself: each token after `<s>` with
  /// the probability `share`, row by row from a key of its own.
  func sampled(_ share: Double, _ network: any TranslationNetwork, _ mode: Mode) -> TranslationBatch
  {
    guard share > 0, let key = mode.part("scheduledSampling").key else { return self }
    let own = withoutGraph {
      let logits = network.logits(self, mode: .evaluation).array
      return logits.kernels.extremumPlaces(logits, isMaximum: true, isLast: false)
    }
    let rows = inputs.lengths.enumerated().map { row, length in
      var generator = RandomGenerator(key: key.folding(in: UInt64(mode.firstRow + row)))
      let first = row * inputs.steps
      return (0..<length).map { step in
        let isOwn = step > 0 && generator.uniform() < share
        return isOwn ? own[first + step - 1] : inputs.ids[first + step]
      }
    }
    return TranslationBatch(
      source: source, inputs: TokenRows(rows, steps: inputs.steps), targets: targets)
  }
}
