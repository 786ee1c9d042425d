import ParlanceAutograd
import ParlanceNN

/// A network that gives each token a score for each tag, and a field over them or none.
public protocol TaggerNetwork: Module {
  /// What it is made of.
  var architecture: TaggerArchitecture { get }
  /// The field over a sentence's tags, or nil where each token's tag is chosen by itself.
  var crf: CRF? { get }
  /// The scores of each token's tags: [B, T, K].
  func emissions(_ batch: TaggerBatch, mode: Mode) -> Tensor
}

extension TaggerNetwork {
  /// The mean loss −ln p over the tokens with a target, in nats: of each tag, or with a field of the
  /// sentences' tags.
  ///
  /// - `targets`: a tag for each place, [B, T] row by row; −1 for a tag that is not known, and beyond a
  ///   sentence's end. A field leaves out sentences with a tag that is not known.
  func loss(
    _ batch: TaggerBatch, _ targets: [Int32], mode: Mode
  ) -> (loss: Tensor, tokens: Int) {
    loss(emissions(batch, mode: mode), batch, targets)
  }

  /// The same from the scores [B, T, K].
  func loss(
    _ scores: Tensor, _ batch: TaggerBatch, _ targets: [Int32]
  ) -> (loss: Tensor, tokens: Int) {
    guard let crf else {
      return (crossEntropy(scores, targets, ignoring: -1), targets.count { $0 >= 0 })
    }
    let steps = batch.sequenceLength
    // A sentence of no steps has no loss.
    let lengths = batch.lengths.enumerated().map { row, length in
      targets[row * steps..<row * steps + length].contains { $0 < 0 } ? 0 : length
    }
    let tokens = lengths.reduce(0, +)
    let losses = crf.loss(scores, targets: targets, lengths: lengths)
    return (losses.sum() * (1 / Double(max(tokens, 1))), tokens)
  }
}
