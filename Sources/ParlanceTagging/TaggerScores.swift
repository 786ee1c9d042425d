import ParlanceArrays
import ParlanceAutograd
import ParlanceText
import ParlanceTraining

/// The scores of a tagger on some sentences, as they are printed.
public struct TaggerScores: Encodable, Sendable, Equatable {
  /// The share of tokens that got their tag.
  public var accuracy: Double
  /// Tokens.
  public var tokens: Int
  /// Sentences.
  public var sentences: Int
  /// Nats a token: of each tag, or with a field of the sentences' tags; of tags that the model knows.
  public var crossEntropy: Double
  /// Tokens whose word was not learned.
  public var unknownTokens: Int
  /// The share of them that got their tag.
  public var unknownAccuracy: Double
  /// As `conlleval` counts, over all types; nil for tags that mark no entities.
  public var entityF1: Double?
  public var entityPrecision: Double?
  public var entityRecall: Double?
  /// By type.
  public var entities: [String: LabelScore]?
  /// The mean of the tags' F1.
  public var macroF1: Double
  /// By tag.
  public var labels: [String: LabelScore]
  /// What tag was taken for what.
  public var confusion: ConfusionMatrix
  /// Tags that are there and that the model does not know: each is an error.
  public var unseenTags: [String]?
  /// Where the scores of 95 of 100 such sets of sentences lie.
  public var intervals: Intervals?

  /// 95 % intervals by the bootstrap over sentences.
  public struct Intervals: Codable, Sendable, Equatable {
    public let accuracy: ConfidenceInterval
    public let entityF1: ConfidenceInterval?
  }

  private enum CodingKeys: String, CodingKey {
    case accuracy, tokens, sentences, crossEntropy, unknownTokens, unknownAccuracy
    case entityF1, entityPrecision, entityRecall, entities, macroF1, labels, confusion, unseenTags
    case intervals
  }

  /// Writes all scores, null for an `entityF1` that there is not.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(accuracy, forKey: .accuracy)
    try values.encode(tokens, forKey: .tokens)
    try values.encode(sentences, forKey: .sentences)
    try values.encode(crossEntropy, forKey: .crossEntropy)
    try values.encode(unknownTokens, forKey: .unknownTokens)
    try values.encode(unknownAccuracy, forKey: .unknownAccuracy)
    // Not left out, so that a reader finds it in every case.
    try values.encode(entityF1, forKey: .entityF1)
    try values.encodeIfPresent(entityPrecision, forKey: .entityPrecision)
    try values.encodeIfPresent(entityRecall, forKey: .entityRecall)
    try values.encodeIfPresent(entities, forKey: .entities)
    try values.encode(macroF1, forKey: .macroF1)
    try values.encode(labels, forKey: .labels)
    try values.encode(confusion, forKey: .confusion)
    try values.encodeIfPresent(unseenTags, forKey: .unseenTags)
    try values.encodeIfPresent(intervals, forKey: .intervals)
  }
}

/// What is counted of each sentence.
struct TaggerCounts {
  private(set) var truth: [[String]] = []
  private(set) var predicted: [[String]] = []
  private var isKnown: [[Bool]] = []
  private let hasEntities: Bool
  private let only: String?

  init(_ architecture: TaggerArchitecture) {
    hasEntities = architecture.scheme != nil
    only = architecture.only
  }

  mutating func add(truth: [String], predicted: [String], isKnown: [Bool]) {
    self.truth.append(truth)
    self.predicted.append(predicted)
    self.isKnown.append(isKnown)
  }

  private var pairs: [(truth: String, predicted: String)] {
    zip(truth, predicted).flatMap { zip($0, $1).map { ($0, $1) } }
  }

  func scores(knowing tags: LabelSet, crossEntropy: Double, samples: Int) -> TaggerScores {
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
    let unknown = zip(zip(truth, predicted), isKnown).flatMap { pair, known in
      zip(zip(pair.0, pair.1), known).filter { !$0.1 }.map { $0.0.0 == $0.0.1 }
    }
    let seen = counts.seenLabels
    let entities = hasEntities ? EntityScores(truth: truth, predicted: predicted) : nil
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
      intervals: samples > 0 && !truth.isEmpty ? intervals(samples) : nil)
  }

  private func intervals(_ samples: Int) -> TaggerScores.Intervals {
    let bootstrap = Bootstrap(itemCount: truth.count, sampleCount: samples)
    let right = zip(truth, predicted).map { Double(zip($0, $1).count { $0 == $1 }) }
    let counts = zip(truth, predicted).map { EntityScores(truth: [$0], predicted: [$1]).all }
    let sums = bootstrap.sums([
      right, truth.map { Double($0.count) }, counts.map { Double($0.correct) },
      counts.map { Double($0.predicted + $0.actual) },
    ])
    func ratios(_ above: [Double], _ below: [Double], _ factor: Double) -> ConfidenceInterval {
      ConfidenceInterval(
        percentilesOf: zip(above, below).map { $1 == 0 ? 0 : factor * $0 / $1 })
    }
    return TaggerScores.Intervals(
      accuracy: ratios(sums[0], sums[1], 1),
      entityF1: hasEntities ? ratios(sums[2], sums[3], 2) : nil)
  }

  /// What training looks at: F1 of the entities, or of the only tag, or accuracy.
  func score(_ scores: TaggerScores) -> Double {
    if let f1 = scores.entityF1 { return f1 }
    return only.map { scores.labels[$0]?.f1 ?? 0 } ?? scores.accuracy
  }
}

extension Tagger {
  /// Scores the model on sentences whose tags are known; `fitted` brings these into the model's form.
  ///
  /// - `samples`: of the bootstrap; 0 for no intervals.
  public func evaluate(_ corpus: TaggedCorpus, samples: Int = 1000) -> TaggerScores {
    results(corpus, samples: samples).scores
  }

  /// The scores, and what training is told of them.
  func results(
    _ corpus: TaggedCorpus, samples: Int
  ) -> (scores: TaggerScores, evaluation: Evaluation) {
    let data = TaggerSentences(corpus, vocabulary)
    var predicted = [[String]](repeating: [], count: data.sentences.count)
    var (loss, counted) = (0.0, 0)
    let lengths = data.sentences.map(\.count)
    for places in LengthBatches(lengths: lengths, batchSize: 32) {
      let (batch, targets) = data.batch(places)
      let scores = withoutGraph { network.emissions(batch, mode: .evaluation) }
      let part = withoutGraph { network.loss(scores, batch, targets) }
      loss += part.loss.item * Double(part.tokens)
      counted += part.tokens
      let found = predictions(scores.array, batch.lengths, confidences: false)
      for (place, prediction) in zip(places, found) { predicted[place] = prediction.tags }
    }
    var whole = corpus.sentences.map { _ in [String]() }
    for (piece, owner) in zip(predicted, data.owners) { whole[owner] += piece }
    var counts = TaggerCounts(architecture)
    for (sentence, found) in zip(corpus.sentences, whole) {
      counts.add(
        truth: sentence.tags, predicted: found,
        isKnown: sentence.tokens.map {
          vocabulary.words.contains(vocabulary.lowercased ? $0.lowercased() : $0)
        })
    }
    let scores = counts.scores(
      knowing: tags, crossEntropy: counted == 0 ? 0 : loss / Double(counted), samples: samples)
    return (
      scores, Evaluation(totalLoss: loss, tokens: counted, score: counts.score(scores))
    )
  }

  /// Sentences with their tags in the form that the model has: its scheme, or its only tag.
  ///
  /// - Parameter repairing: whether tags that do not follow their scheme are read as `conlleval` reads
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
          $0 == only || $0.hasSuffix("-\(only)") ? only : "O"
        }
      }
      return corpus
    }
    guard let scheme, repairing || (self.scheme ?? scheme) != scheme else { return self }
    return try converted(to: scheme, repairing: repairing)
  }
}
