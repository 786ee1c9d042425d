import ParlanceAutograd
import ParlanceDistributed
import ParlanceScores
import ParlanceSystem
import ParlanceText
import ParlanceTraining

/// What a tagger said of sentences whose tags are known.
public struct TaggerResults: Sendable {
  /// The tags that the sentences really have, in the model's form: [sentences][tokens].
  public let truth: [[String]]
  /// The tags that were predicted.
  public let predictions: [[String]]
  /// Nats a token: see `TaggerScores.crossEntropy`.
  public let crossEntropy: Double
  /// Whether the word of each token was learned.
  let isKnown: [[Bool]]
  /// The tokens with a tag that the model knows.
  let countedTokens: Int
  private let tags: LabelSet
  private let hasEntities: Bool
  private let only: String?

  init(
    _ corpus: TaggedCorpus, _ tagger: Tagger, predictions: [[String]], loss: Double, tokens: Int
  ) {
    let vocabulary = tagger.vocabulary
    truth = corpus.sentences.map(\.tags)
    self.predictions = predictions
    crossEntropy = tokens == 0 ? 0 : loss / Double(tokens)
    countedTokens = tokens
    isKnown = corpus.sentences.map { sentence in
      sentence.tokens.map {
        vocabulary.words.contains(vocabulary.lowercased ? $0.lowercased() : $0)
      }
    }
    tags = vocabulary.tags
    hasEntities = tagger.architecture.scheme != nil
    only = tagger.architecture.only
  }

  private var pairs: [(truth: String, predicted: String)] {
    zip(truth, predictions).flatMap { zip($0, $1).map { ($0, $1) } }
  }

  /// The scores.
  ///
  /// - `samples`: of the bootstrap; 0 for no intervals.
  public func scores(samples: Int = 1000, seed: UInt64 = 1) -> TaggerScores {
    let pairs = pairs
    var names = tags.names
    var places = Dictionary(
      names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    for (truth, _) in pairs where places[truth] == nil {
      places[truth] = names.count
      names.append(truth)
    }
    var counts = LabelCounts(labelCount: names.count)
    var confusion = ConfusionMatrix(labels: names)
    for (truth, predicted) in pairs {
      counts.add(truth: places[truth]!, predicted: places[predicted]!)
      confusion.add(truth: places[truth]!, predicted: places[predicted]!)
    }
    let unknown = zip(zip(truth, predictions), isKnown).flatMap { pair, known in
      zip(zip(pair.0, pair.1), known).filter { !$0.1 }.map { $0.0.0 == $0.0.1 }
    }
    let seen = counts.seenLabels
    let entities = hasEntities ? EntityScores(truth: truth, predicted: predictions) : nil
    let all = entities?.all.score
    return TaggerScores(
      accuracy: counts.accuracy, tokens: pairs.count, sentences: truth.count,
      crossEntropy: crossEntropy, unknownTokens: unknown.count,
      unknownAccuracy: unknown.isEmpty
        ? 0 : Double(unknown.count { $0 }) / Double(unknown.count),
      entityF1: all?.f1, entityPrecision: all?.precision, entityRecall: all?.recall,
      entities: entities?.types.mapValues(\.score), macroF1: counts.macro(over: seen).f1,
      labels: Dictionary(
        seen.map { (names[$0], counts.score(of: $0)) }, uniquingKeysWith: { first, _ in first }),
      confusion: confusion,
      unseenTags: names.count == tags.count ? nil : Array(names[tags.count...]),
      intervals: samples > 0 && !truth.isEmpty ? intervals(samples, seed) : nil)
  }

  private func intervals(_ samples: Int, _ seed: UInt64) -> TaggerScores.Intervals {
    let scores = bootstrap(
      Bootstrap(itemCount: truth.count, sampleCount: samples, seed: seed))
    return TaggerScores.Intervals(
      accuracy: ConfidenceInterval(percentilesOf: scores.accuracy),
      entityF1: scores.entityF1.map { ConfidenceInterval(percentilesOf: $0) })
  }

  /// Scores of samples of the sentences; the same seed draws the same sentences for every model.
  func bootstrap(_ bootstrap: Bootstrap) -> (accuracy: [Double], entityF1: [Double]?) {
    let right = zip(truth, predictions).map { Double(zip($0, $1).count { $0 == $1 }) }
    let counts = zip(truth, predictions).map { EntityScores(truth: [$0], predicted: [$1]).all }
    let sums = bootstrap.sums([
      right, truth.map { Double($0.count) }, counts.map { Double($0.correct) },
      counts.map { Double($0.predicted + $0.actual) },
    ])
    func ratios(_ above: [Double], _ below: [Double], _ factor: Double) -> [Double] {
      zip(above, below).map { $1 == 0 ? 0 : factor * $0 / $1 }
    }
    return (ratios(sums[0], sums[1], 1), hasEntities ? ratios(sums[2], sums[3], 2) : nil)
  }

  /// Whether each sentence got its tags and no other.
  public var isRight: [Bool] { zip(truth, predictions).map { $0 == $1 } }

  /// What training looks at: F1 of the entities, or of the only tag, or accuracy.
  var evaluation: Evaluation {
    let scores = scores(samples: 0)
    // F1 of the entities, or of the only tag, or accuracy.
    let name = scores.entityF1 != nil ? "entityF1" : only != nil ? "F1" : "accuracy"
    let score = scores.entityF1 ?? only.map { scores.labels[$0]?.f1 ?? 0 } ?? scores.accuracy
    return Evaluation(
      totalLoss: crossEntropy * Double(countedTokens), tokens: countedTokens,
      scores: ["accuracy": scores.accuracy].merging([name: score]) { _, new in new },
      deciding: name)
  }
}

extension Tagger {
  /// Scores the model on sentences whose tags are known; `fitted` brings these into the model's form.
  ///
  /// - `samples`: of the bootstrap; 0 for no intervals.
  public func evaluate(_ corpus: TaggedCorpus, samples: Int = 1000) -> TaggerScores {
    results(on: corpus).scores(samples: samples)
  }

  /// Tags sentences whose tags are known; `fitted` brings these into the model's form.
  public func results(on corpus: TaggedCorpus) -> TaggerResults {
    let data = TaggerSentences(corpus, vocabulary)
    let found = results(on: data, 0..<data.sentences.count)
    return results(on: corpus, data, found.predicted, loss: found.loss, tokens: found.tokens)
  }

  /// The same, where each rank tags its share of the sentences.
  ///
  /// - Throws: what the communicator throws.
  func results(on corpus: TaggedCorpus, ranks: any Communicator) throws -> TaggerResults {
    if ranks.size == 1 { return results(on: corpus) }
    let data = TaggerSentences(corpus, vocabulary)
    let own = results(on: data, ranks.share(of: data.sentences.count))
    let predicted = try ranks.gatherList(own.predicted)
    let sums = try ranks.gather([own.loss, Double(own.tokens)], zero: 0)
    return results(
      on: corpus, data, predicted, loss: sums.reduce(0) { $0 + $1[0] },
      tokens: Int(sums.reduce(0) { $0 + $1[1] }))
  }

  private func results(
    on corpus: TaggedCorpus, _ data: TaggerSentences, _ predicted: [[String]], loss: Double,
    tokens: Int
  ) -> TaggerResults {
    var whole = corpus.sentences.map { _ in [String]() }
    for (piece, owner) in zip(predicted, data.owners) { whole[owner] += piece }
    return TaggerResults(corpus, self, predictions: whole, loss: loss, tokens: tokens)
  }

  /// The tags of some sentences, the sum of their losses, and of how many tokens that is.
  private func results(
    on data: TaggerSentences, _ share: Range<Int>
  ) -> (predicted: [[String]], loss: Double, tokens: Int) {
    let lengths = data.sentences[share].map(\.count)
    var predicted = lengths.map { [String](repeating: tags.names[0], count: $0) }
    var (loss, counted) = (0.0, 0)
    for places in LengthBatches(lengths: lengths, batchSize: 32) {
      if StopRequest.isAsked { break }
      let (batch, targets) = data.batch(places.map { $0 + share.lowerBound })
      let scores = withoutGraph { network.emissions(batch, mode: .evaluation) }
      let part = withoutGraph { network.loss(scores, batch, targets) }
      loss += part.loss.item * Double(part.tokens)
      counted += part.tokens
      let found = predictions(scores.array, batch.lengths, confidences: false)
      for (place, prediction) in zip(places, found) { predicted[place] = prediction.tags }
    }
    return (predicted, loss, counted)
  }

  /// Sentences with their tags in the form that the model has: its scheme, or its only tag.
  ///
  /// - `repairing`: whether tags that do not follow their scheme are read as `conlleval` reads
  ///   them; otherwise they stay as they are, and cannot be brought into another scheme.
  /// - Throws: `InputError.badData` where the model knows none of the tags, and what
  ///   `TaggedCorpus.converted` throws.
  public func fitted(_ corpus: TaggedCorpus, repairing: Bool = false) throws -> TaggedCorpus {
    let made = try corpus.fitted(
      scheme: architecture.scheme, only: architecture.only, repairing: repairing)
    guard made.tags.contains(where: { tags.index(of: $0) != nil }) else {
      throw InputError(
        .badData, file: corpus.file,
        "the model knows none of the tags (\(corpus.tags.prefix(5).joined(separator: ", "))); it was "
          + "trained with \(tags.names.prefix(5).joined(separator: ", "))")
    }
    return made
  }
}

extension TaggedCorpus {
  /// In a scheme, or with the only tag beside O that is of interest.
  func fitted(scheme: TagScheme?, only: String?, repairing: Bool) throws -> TaggedCorpus {
    if let only {
      var corpus = self
      for index in sentences.indices {
        corpus.sentences[index].tags = sentences[index].tags.map {
          $0 == only || $0.ends(with: "-\(only)") ? only : "O"
        }
      }
      return corpus
    }
    guard let scheme, repairing || self.scheme != scheme else { return self }
    return try converted(to: scheme, repairing: repairing)
  }
}
