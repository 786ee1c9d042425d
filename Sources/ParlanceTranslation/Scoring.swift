import ParlanceArrays
import ParlanceAutograd
import ParlanceDecoding
import ParlanceNN
import ParlanceSystem
import ParlanceText
import ParlanceTraining

/// Pairs in the ids of a translator's vocabularies.
struct EncodedPairs {
  let sources: [[Int32]]
  let targets: [[Int32]]

  init(sources: [[Int32]], targets: [[Int32]]) { (self.sources, self.targets) = (sources, targets) }

  /// Those of sides that are cut at `limit` tokens, their ends among them.
  ///
  /// - `dropping`: the rate at which merges are left out, and the key by which.
  init(
    _ pairs: [SentencePair], _ source: SideTokenizer, _ target: SideTokenizer, limit: Int,
    dropping: (rate: Double, key: RandomKey)? = nil
  ) {
    func ids(_ side: SideTokenizer, _ line: String, _ place: Int) -> [Int32] {
      side.ids(
        line, limit: limit - 1,
        dropping: dropping.map { ($0.rate, $0.key.folding(in: UInt64(place))) })
    }
    self.init(
      sources: pairs.enumerated().map {
        ids(source, $1.source, 2 * $0) + [Vocabulary.sentenceEndID]
      },
      targets: pairs.enumerated().map { ids(target, $1.target, 2 * $0 + 1) })
  }

  init(_ pairs: [SentencePair], _ translator: Translator) {
    self.init(
      pairs, translator.source, translator.target, limit: translator.architecture.maximumLength)
  }

  /// The least `lengthFactor` with which no target is too long, but at least 3.
  var lengthFactor: Int {
    zip(sources, targets).reduce(3) {
      let rest = max(0, $1.1.count + 1 - TranslationArchitecture.lengthAllowance)
      return max($0, (rest + $1.0.count - 1) / $1.0.count)
    }
  }

  /// What batches are made by: pairs of like lengths on both sides.
  var lengths: [Int] { zip(sources, targets).map { 64 * $1.count + min($0.count, 63) } }

  /// Places that a pair takes in a batch: of its longer side, with `</s>` or `<s>`.
  var sizes: [Int] { zip(sources, targets).map { max($0.count, $1.count + 1) } }

  /// Targets with `</s>`.
  var tokenCount: Int { targets.reduce(targets.count) { $0 + $1.count } }

  /// An epoch's batches.
  func batches(
    _ settings: TranslationSettings, readings: Int = 1, shuffleSeed: UInt64? = nil
  ) -> LengthBatches {
    settings.batchTokens.map {
      LengthBatches(
        lengths: lengths, sizes: sizes, places: $0, readings: readings, shuffleSeed: shuffleSeed)
    }
      ?? LengthBatches(
        lengths: lengths, batchSize: settings.batchSize, readings: readings,
        shuffleSeed: shuffleSeed)
  }

  /// How often an epoch of the least steps reads each pair.
  func readings(_ settings: TranslationSettings) -> Int {
    let least = settings.leastSteps ?? 1
    guard settings.batchTokens != nil else {
      return LengthBatches.readings(
        of: targets.count, batchSize: settings.batchSize, leastBatches: least)
    }
    var readings = LengthBatches.readings(
      of: batches(settings).count, batchSize: 1, leastBatches: least)
    // More pairs of one length lie closer in batches.
    let limit = 2 * readings
    while readings < limit, batches(settings, readings: readings).count < least { readings += 1 }
    return readings
  }
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
  /// What the softmax of is each token's probability, for each place of a batch's targets: [B · T, V].
  func logits(_ batch: TranslationBatch, mode: Mode) -> Tensor {
    let source = encode(batch.source, mode: mode)
    let found = decode(batch.inputs, source, state: nil, keepsState: false, mode: mode)
    return logits(of: found.hidden, found.weights, source)
  }

  /// h W + b of states [B, T, H], or the logarithm of the probabilities where tokens may be copied from where
  /// the weights [B, T, S] are: [B · T, V].
  func logits(of hidden: Tensor, _ weights: Tensor?, _ source: EncodedSource) -> Tensor {
    let written = output.logits(
      hidden.reshaped([hidden.shape[0] * hidden.shape[1], hidden.shape[2]]))
    guard let pointer, let weights else { return written }
    return pointer(written, hidden: hidden, weights: weights, source: source.tokens.ids)
  }
}

/// What a model says of a given target.
struct ForcedTarget {
  /// Of all tokens, `</s>` included, in nats.
  var logProbability = 0.0
  /// Tokens that are the likeliest after those before them.
  var right = 0
}

extension Translator {
  /// The natural log-probability of each target, its `</s>` included, given its source.
  public func logProbabilities(of pairs: [SentencePair], batchSize: Int = 32) -> [Double] {
    forced(EncodedPairs(pairs, self), batchSize: batchSize).map(\.logProbability)
  }

  /// How surprising each token of each target is, given those before it and the source, in nats; `</s>` is the
  /// last.
  public func surprises(of pairs: [SentencePair]) -> [[(token: String, nats: Double)]] {
    let encoded = EncodedPairs(pairs, self)
    return encoded.sources.indices.map { place in
      let batch = TranslationBatch(encoded, [place])
      let losses = withoutGraph {
        let logits = network.logits(batch, mode: .evaluation).array
        return logits.kernels.crossEntropy(
          logits, targets: batch.targets, ignoring: Vocabulary.paddingID
        ).losses.doubles
      }
      return zip(batch.targets, losses).map { (target.vocabulary.token($0), $1) }
    }
  }

  func forced(_ encoded: EncodedPairs, batchSize: Int = 32) -> [ForcedTarget] {
    var found = encoded.sources.map { _ in ForcedTarget() }
    for places in LengthBatches(lengths: encoded.lengths, batchSize: batchSize) {
      if StopRequest.isAsked { break }
      let batch = TranslationBatch(encoded, places)
      let (losses, likeliest) = withoutGraph {
        let logits = network.logits(batch, mode: .evaluation)
        let losses = logits.array.kernels.crossEntropy(
          logits.array, targets: batch.targets, ignoring: Vocabulary.paddingID
        ).losses.floats
        return (losses, logits.argmax(axis: 1).values)
      }
      for (row, place) in places.enumerated() {
        for step in 0..<batch.inputs.lengths[row] {
          let index = row * batch.inputs.steps + step
          found[place].logProbability -= Double(losses[index])
          if likeliest[index] == batch.targets[index] { found[place].right += 1 }
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
    var request = TranslationRequest()
    request.options = options
    return evaluate(pairs, request)
  }

  /// How good the model is on pairs.
  public func evaluate(_ pairs: [SentencePair], _ request: TranslationRequest) -> TranslationScores
  {
    let encoded = EncodedPairs(pairs, self)
    let forced = forced(encoded)
    let written = translations(of: pairs.map(\.source), request).map { $0[0].text }
    var scores = TranslationScores(
      pairs.map(\.target), written, totalLoss: -forced.reduce(0) { $0 + $1.logProbability },
      tokens: encoded.tokenCount, right: forced.reduce(0) { $0 + $1.right },
      lengths: encoded.sources.map(\.count))
    scores.bestPossibleBLEU = Recipes.bestPossibleBLEU(of: pairs)
    return scores
  }
}
