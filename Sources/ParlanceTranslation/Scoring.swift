import ParlanceArrays
import ParlanceAutograd
import ParlanceDecoding
import ParlanceNN
import ParlanceScores
import ParlanceSystem
import ParlanceText
import ParlanceTraining

/// Pairs in the ids of a translator's vocabularies.
struct EncodedPairs {
  let sources: [[Int32]]
  let targets: [[Int32]]

  init(sources: [[Int32]], targets: [[Int32]]) { (self.sources, self.targets) = (sources, targets) }

  init(_ pairs: [SentencePair], _ translator: Translator) {
    let ids = pairs.map(translator.ids)
    (sources, targets) = (ids.map(\.source), ids.map(\.target))
  }

  /// What batches are made by: pairs of like lengths on both sides.
  var lengths: [Int] { zip(sources, targets).map { 64 * $1.count + min($0.count, 63) } }

  /// Places that a pair takes in a batch: of its longer side, with `</s>` or `<s>`.
  var sizes: [Int] { zip(sources, targets).map { max($0.count, $1.count + 1) } }

  /// Targets with `</s>`.
  var tokenCount: Int { targets.reduce(targets.count) { $0 + $1.count } }
}

/// What a decoder reads and is to say for some pairs.
struct TranslationBatch {
  let source: TokenRows
  /// `<s>` and the target.
  let inputs: TokenRows
  /// The target and `</s>`; padding beyond.
  let targets: [Int32]

  /// - `all`: the pairs that they are padded with, where these are some of a batch's.
  init(_ pairs: EncodedPairs, _ places: [Int], among all: [Int] = []) {
    let steps = all.reduce((source: 0, target: 0)) {
      (max($0.source, pairs.sources[$1].count), max($0.target, pairs.targets[$1].count + 1))
    }
    source = TokenRows(places.map { pairs.sources[$0] }, steps: steps.source)
    inputs = TokenRows(
      places.map { [Vocabulary.sentenceStartID] + pairs.targets[$0] }, steps: steps.target)
    targets =
      TokenRows(
        places.map { pairs.targets[$0] + [Vocabulary.sentenceEndID] }, steps: steps.target
      ).ids
  }

  init(source: TokenRows, inputs: TokenRows, targets: [Int32]) {
    (self.source, self.inputs, self.targets) = (source, inputs, targets)
  }

  /// Tokens that are predicted.
  var tokenCount: Int { inputs.lengths.reduce(0, +) }
}

extension TranslationNetwork {
  /// h W + b for each place of a batch's targets: [B · T, V].
  func logits(_ batch: TranslationBatch, mode: Mode) -> Tensor {
    let source = encode(batch.source, mode: mode)
    let hidden = decode(batch.inputs, source, state: nil, keepsState: false, mode: mode).hidden
    return output.logits(hidden.reshaped([batch.targets.count, hidden.shape[2]]))
  }
}

extension Translator {
  /// The natural log-probability of each target, its `</s>` included, given its source.
  public func logProbabilities(of pairs: [SentencePair], batchSize: Int = 32) -> [Double] {
    let encoded = EncodedPairs(pairs, self)
    var found = [Double](repeating: 0, count: pairs.count)
    for places in LengthBatches(lengths: encoded.lengths, batchSize: batchSize) {
      if StopRequest.isAsked { break }
      let batch = TranslationBatch(encoded, places)
      let losses = withoutGraph {
        let logits = network.logits(batch, mode: .evaluation).array
        return logits.kernels.crossEntropy(
          logits, targets: batch.targets, ignoring: Vocabulary.paddingID
        ).losses.floats
      }
      for (row, place) in places.enumerated() {
        for step in 0..<batch.inputs.steps {
          found[place] -= Double(losses[row * batch.inputs.steps + step])
        }
      }
    }
    return found
  }

  /// How good the model is on pairs: the cross-entropy of a target's token, and what it writes against what
  /// it should.
  ///
  /// - `options`: how it writes.
  public func evaluate(
    _ pairs: [SentencePair], _ options: GenerationOptions = .translating
  ) -> TranslationScores {
    let total = -logProbabilities(of: pairs).reduce(0, +)
    let written = translations(of: pairs.map(\.source), options).map(\.text)
    return TranslationScores(
      pairs.map(\.target), written, totalLoss: total,
      tokens: EncodedPairs(pairs, self).tokenCount)
  }
}

/// How good translations are.
public struct TranslationScores: Encodable, Sendable {
  public let sentences: Int
  /// Of a target's token, in nats.
  public let crossEntropy: Double
  public let perplexity: Double
  /// In percent, as sacrebleu counts them.
  public let bleu: Double
  public let chrf: Double
  public let ter: Double
  /// The share of sentences that are written just as they should be.
  public let exactMatch: Double
  /// How BLEU was counted.
  public let signature: String
  /// Where BLEU lies in 95 of 100 such sets of sentences; nil for fewer than two.
  public let bleuInterval: ConfidenceInterval?

  /// Scores what was written.
  ///
  /// - `totalLoss`: of all targets' tokens, in nats.
  public init(_ targets: [String], _ written: [String], totalLoss: Double, tokens: Int) {
    let references = targets.map { [$0] }
    sentences = targets.count
    crossEntropy = totalLoss / Double(max(tokens, 1))
    perplexity = Double.exp(crossEntropy)
    let bleu = TranslationScore(BLEU(), written, references)
    self.bleu = bleu.value
    chrf = CharacterFScore().score(written, references)
    ter = TranslationErrorRate().score(written, references)
    exactMatch =
      Double(zip(targets, written).count { $0 == $1 }) / Double(max(targets.count, 1))
    signature = BLEU().signature(references: 1)
    bleuInterval =
      targets.count < 2
      ? nil
      : ConfidenceInterval(
        percentilesOf: bleu.samples(Bootstrap(itemCount: targets.count, sampleCount: 300)))
  }
}

extension TranslationScores: RunScore {
  public var shares: [String: Double] {
    [
      "crossEntropy": crossEntropy, "perplexity": perplexity, "bleu": bleu, "chrf": chrf,
      "ter": ter, "exactMatch": exactMatch,
    ]
  }

  public var summary: String {
    func rounded(_ value: Double) -> String { "\((value * 100).rounded() / 100)" }
    return "BLEU \(rounded(bleu)), chrF \(rounded(chrf)), exact \(rounded(100 * exactMatch)) %, "
      + "perplexity \(rounded(perplexity)) over \(sentences) sentences"
  }
}
