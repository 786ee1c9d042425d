import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceText

/// A network that tags tokens, with what its numbers stand for.
///
/// ```swift
/// let tagger = try Tagger(directory: RunDirectory("models/tagger"))
/// print(tagger.tags(of: [["Parlance", "tags", "words"]]))
/// ```
public struct Tagger: SequenceTagging {
  /// The network.
  public let network: any TaggerNetwork
  /// Its words, characters and tags.
  public let vocabulary: TaggerVocabulary

  /// Tokens that are read at once: a longer sentence is read in pieces.
  static let longestSentence = 1024

  /// Creates a tagger; traps where the vocabulary has not the network's sizes.
  public init(network: any TaggerNetwork, vocabulary: TaggerVocabulary) {
    let made = network.architecture
    guard made.vocabularySize == vocabulary.words.count, made.tagCount == vocabulary.tags.count,
      made.characters == .none || made.characterCount == vocabulary.characters.count,
      made.vectors == .none || made.vectorCount == vocabulary.vectors?.count
    else {
      fatalError(
        "Tagger: a network of \(made.vocabularySize) words, \(made.characterCount) characters, "
          + "\(made.vectorCount) vectors and \(made.tagCount) tags does not fit its vocabulary")
    }
    self.network = network
    self.vocabulary = vocabulary
  }

  /// What the network is made of.
  public var architecture: TaggerArchitecture { network.architecture }

  public var tags: LabelSet { vocabulary.tags }

  public func tags(of sentences: [[String]]) -> [[String]] {
    predictions(for: sentences).map(\.tags)
  }

  /// The tags of each sentence's tokens, and where asked for how likely they are.
  ///
  /// Sentences are read in batches of similar lengths; what comes out does not depend on which.
  public func predictions(
    for sentences: [[String]], batchSize: Int = 32, confidences: Bool = false
  ) -> [TaggerPrediction] {
    var results = [TaggerPrediction](repeating: TaggerPrediction(tags: []), count: sentences.count)
    var index = TokenIndex(vocabulary)
    let pieces = SentencePieces(sentences.map { index.add($0) })
    var found = [TaggerPrediction](
      repeating: TaggerPrediction(tags: []), count: pieces.sentences.count)
    for places in LengthBatches(lengths: pieces.sentences.map(\.count), batchSize: batchSize) {
      let batch = index.batch(places.map { pieces.sentences[$0] })
      let predictions = predictions(batch, confidences: confidences)
      for (place, prediction) in zip(places, predictions) { found[place] = prediction }
    }
    for (piece, owner) in zip(found, pieces.owners) { results[owner].append(piece) }
    return results
  }

  /// One batch's.
  func predictions(_ batch: TaggerBatch, confidences: Bool) -> [TaggerPrediction] {
    let scores = withoutGraph { network.emissions(batch, mode: .evaluation) }.array
    return predictions(scores, batch.lengths, confidences: confidences)
  }

  /// From the scores of a batch: [B, T, K].
  func predictions(
    _ scores: NDArray, _ lengths: [Int], confidences: Bool
  ) -> [TaggerPrediction] {
    let best = network.crf?.bestTags(scores, lengths: lengths) ?? greatest(scores, lengths)
    let names = tags.names
    guard confidences else {
      return best.map { TaggerPrediction(tags: $0.map { names[Int($0)] }) }
    }
    let certainty = Certainty(network.crf, scores, lengths)
    return best.enumerated().map { row, ids in
      let tags = ids.map { names[Int($0)] }
      let entities = architecture.scheme == nil ? [] : EntitySpan.spans(of: tags)
      return TaggerPrediction(
        tags: tags,
        confidences: ids.enumerated().map { certainty.probability(of: [$1], from: $0, in: row) },
        entities: entities.map { span in
          EntityPrediction(
            span: span,
            confidence: certainty.probability(
              of: Array(ids[span.range]), from: span.range.lowerBound, in: row,
              notFollowedBy: continuations(of: span.type)))
        })
    }
  }

  /// The tags that carry an entity of a type on.
  private func continuations(of type: String) -> [Int32] {
    ["I", "E"].compactMap { mark in
      tags.index(of: type.isEmpty ? mark : "\(mark)-\(type)").map(Int32.init)
    }
  }

  private func greatest(_ scores: NDArray, _ lengths: [Int]) -> [[Int32]] {
    let (steps, size) = (scores.shape[1], scores.shape[2])
    let places = scores.kernels.extremumPlaces(
      scores.reshaped([lengths.count * steps, size]), isMaximum: true, isLast: false)
    return lengths.enumerated().map { row, length in
      Array(places[row * steps..<row * steps + length])
    }
  }
}

/// A sentence's tags.
public struct TaggerPrediction: Sendable, Equatable {
  /// One for each token.
  public var tags: [String]
  /// How likely each is, given the whole sentence; empty where that was not asked for.
  public var confidences: [Double] = []
  /// The entities that the tags mark, where that was asked for.
  public var entities: [EntityPrediction] = []

  /// Puts the rest of a sentence after its beginning.
  mutating func append(_ rest: TaggerPrediction) {
    let start = tags.count
    tags += rest.tags
    confidences += rest.confidences
    entities += rest.entities.map {
      EntityPrediction(
        span: EntitySpan(
          type: $0.span.type,
          range: $0.span.range.lowerBound + start..<$0.span.range.upperBound + start),
        confidence: $0.confidence)
    }
  }
}

/// An entity in a sentence.
public struct EntityPrediction: Sendable, Equatable {
  /// Its type and its tokens.
  public let span: EntitySpan
  /// How likely it is that just these tokens are tagged so.
  public let confidence: Double
}

/// Sentences, long ones cut.
struct SentencePieces {
  private(set) var sentences: [[Int32]] = []
  /// The sentence that each piece is of.
  private(set) var owners: [Int] = []

  init(_ all: [[Int32]]) {
    for (owner, sentence) in all.enumerated() {
      for start in stride(from: 0, to: sentence.count, by: Tagger.longestSentence) {
        sentences.append(
          Array(sentence[start..<min(start + Tagger.longestSentence, sentence.count)]))
        owners.append(owner)
      }
    }
  }
}

/// How likely tags are, with a field or without.
private struct Certainty {
  private let field: CRFMarginals?
  private let probabilities: NDArray

  init(_ crf: CRF?, _ scores: NDArray, _ lengths: [Int]) {
    field = crf?.marginals(scores, lengths: lengths)
    probabilities = field?.probabilities ?? scores.kernels.softmax(scores, logarithm: false)
    self.lengths = lengths
  }
  private let lengths: [Int]

  func probability(
    of tags: [Int32], from start: Int, in row: Int, notFollowedBy excluded: [Int32] = []
  ) -> Double {
    if let field {
      return field.probability(of: tags, from: start, inSequence: row, notFollowedBy: excluded)
    }
    // Without a field, tags are independent of each other.
    let inside = tags.enumerated().reduce(1) {
      $0 * probabilities[row, start + $1.offset, Int($1.element)]
    }
    let next = start + tags.count
    guard next < lengths[row] else { return inside }
    return inside * (1 - excluded.reduce(0) { $0 + probabilities[row, next, Int($1)] })
  }
}
