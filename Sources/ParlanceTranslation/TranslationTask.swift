import ParlanceArrays
import ParlanceAutograd
import ParlanceDecoding
import ParlanceDistributed
import ParlanceNN
import ParlanceScores
import ParlanceSystem
import ParlanceText
import ParlanceTraining

/// Training of a translator on pairs of like lengths at once.
///
/// The loss is the cross-entropy of each target token given those before it (teacher forcing, or scheduled
/// sampling), smoothed where so asked. The best epoch is that of the lowest cross-entropy on validation pairs, or
/// of the highest BLEU of some of them, translated greedily.
public final class TranslationTask: LossTask {
  private let translator: Translator
  private var training: EncodedPairs
  /// The training pairs, where each epoch cuts their words anew.
  private let cut: [SentencePair]?
  private let validation: [SentencePair]
  private let settings: TranslationSettings
  /// How often an epoch reads each pair.
  private let readings: Int
  private var batches: LengthBatches
  private var epoch = 0

  /// Pairs that BLEU is counted on at most.
  private static let translated = 500

  /// Creates a task; the translator's network is changed where it lies.
  ///
  /// - `settings`: batches, label smoothing (Szegedy et al. 2016), scheduled sampling, averages, what decides.
  public convenience init(
    _ translator: Translator, training: [SentencePair], validation: [SentencePair],
    _ settings: TranslationSettings
  ) {
    let encoded = EncodedPairs(training, translator)
    self.init(
      translator, encoded: encoded, readings: encoded.readings(settings), validation: validation,
      settings, cutting: settings.dropsMerges ? training : nil)
  }

  init(
    _ translator: Translator, encoded: EncodedPairs, readings: Int, validation: [SentencePair],
    _ settings: TranslationSettings, cutting pairs: [SentencePair]?
  ) {
    self.translator = translator
    (training, cut) = (encoded, pairs)
    self.validation = validation
    self.settings = settings
    self.readings = readings
    batches = LengthBatches(lengths: [], batchSize: 1)
  }

  public var module: any Module { translator.network }

  public var minimisesCrossEntropy: Bool { settings.labelSmoothing == 0 }

  public var averagedEpochs: Int { settings.averagedEpochs }

  public func beginEpoch(_ epoch: Int) {
    self.epoch = epoch
    let key = RandomKey(seed: settings.training.seed).folding(in: UInt64(epoch))
    if let cut {
      training = EncodedPairs(
        cut, translator.source, translator.target, limit: translator.architecture.maximumLength,
        dropping: (settings.subwordDropout, key.folding(in: "subwords")))
    }
    batches = training.batches(settings, readings: readings, shuffleSeed: key.bits)
  }

  public var stepCount: Int { batches.count }

  public func rowCount(step: Int) -> Int { batches.size(ofBatch: step) }

  public func loss(step: Int, rows: Range<Int>, mode: Mode) -> StepLoss {
    let done = Double(epoch) + Double(step) / Double(stepCount)
    let all = batches[step]
    let batch = TranslationBatch(training, Array(all[rows]), among: all).sampled(
      settings.scheduledSampling.share(at: done / Double(settings.training.epochs)),
      translator.network, mode)
    let logits = translator.network.logits(batch, mode: mode)
    let loss = crossEntropy(
      logits, batch.targets, ignoring: Vocabulary.paddingID,
      labelSmoothing: settings.labelSmoothing)
    return StepLoss(loss: loss, tokens: batch.tokenCount)
  }

  public func validate(ranks: any Communicator) throws -> Evaluation {
    let own = Array(validation[ranks.share(of: validation.count)])
    let values = try ranks.gatherAll(own.isEmpty ? [] : translator.logProbabilities(of: own))
    let total = -values.reduce(0, +)
    let tokens = EncodedPairs(validation, translator).tokenCount
    guard settings.deciding == .bleu else { return Evaluation(totalLoss: total, tokens: tokens) }
    let name = TranslationSettings.Deciding.bleu.rawValue
    return Evaluation(
      totalLoss: total, tokens: tokens, scores: [name: try greedyBLEU(ranks)], deciding: name)
  }

  /// Of pairs at equal distances in the validation data.
  private func greedyBLEU(_ ranks: any Communicator) throws -> Double {
    let distance = max(1, (validation.count + Self.translated - 1) / Self.translated)
    let chosen = stride(from: 0, to: validation.count, by: distance).map { validation[$0] }
    var options = GenerationOptions.translating
    options.beamWidth = 1
    let own = chosen[ranks.share(of: chosen.count)].map(\.source)
    let written = try ranks.gatherList(
      own.isEmpty ? [] : translator.translations(of: own, options).map(\.text))
    return BLEU().score(written, chosen.map { [$0.target] })
  }
}
