import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceSystem
import ParlanceText
import ParlanceTraining

/// Training of a translator on pairs of like lengths at once.
///
/// The loss is the cross-entropy of each target token given those before it (teacher forcing), smoothed where
/// so asked. The best epoch is that of the lowest cross-entropy on validation pairs.
public final class TranslationTask: LossTask {
  private let translator: Translator
  private let training: EncodedPairs
  private let validation: [SentencePair]
  private let batchSize: Int
  private let labelSmoothing: Double
  private let seed: UInt64
  private var batches: LengthBatches

  /// Creates a task; the translator's network is changed where it lies.
  ///
  /// - `labelSmoothing`: the share of probability that all tokens have alike in what is learned. Szegedy et
  ///   al. 2016.
  public init(
    _ translator: Translator, training: [SentencePair], validation: [SentencePair],
    batchSize: Int, labelSmoothing: Double = 0, seed: UInt64
  ) {
    self.translator = translator
    self.training = EncodedPairs(training, translator)
    self.validation = validation
    (self.batchSize, self.labelSmoothing, self.seed) = (batchSize, labelSmoothing, seed)
    batches = LengthBatches(lengths: [], batchSize: batchSize)
  }

  public var module: any Module { translator.network }

  public var minimisesCrossEntropy: Bool { labelSmoothing == 0 }

  /// Tokens of all targets.
  var tokenCount: Int { training.tokenCount }

  public func beginEpoch(_ epoch: Int) {
    batches = LengthBatches(
      lengths: training.lengths, batchSize: batchSize,
      shuffleSeed: RandomKey(seed: seed).folding(in: UInt64(epoch)).bits)
  }

  public var stepCount: Int { batches.count }

  public func rowCount(step: Int) -> Int { batches.size(ofBatch: step) }

  public func loss(step: Int, rows: Range<Int>, mode: Mode) -> StepLoss {
    let batch = TranslationBatch(training, Array(batches[step][rows]))
    let logits = translator.network.logits(batch, mode: mode)
    let loss = crossEntropy(
      logits, batch.targets, ignoring: Vocabulary.paddingID, labelSmoothing: labelSmoothing)
    return StepLoss(loss: loss, tokens: batch.tokenCount)
  }

  public func validate() throws -> Evaluation {
    let total = -translator.logProbabilities(of: validation).reduce(0, +)
    return Evaluation(
      totalLoss: total, tokens: EncodedPairs(validation, translator).tokenCount)
  }
}
