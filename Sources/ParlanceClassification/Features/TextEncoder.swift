import Foundation
import ParlanceText

/// Turns texts into the ids that a network reads.
public struct TextEncoder: Sendable {
  /// What the ids are for.
  public let architecture: ClassifierArchitecture
  /// The tokens with an id of their own.
  public let vocabulary: Vocabulary
  /// What a feature counts by its rarity, and its labels; empty where that does not matter.
  var idf: [Float] = [] {
    didSet { greatestIDF = idf.max() ?? 0 }
  }
  private var greatestIDF: Float = 0

  /// Creates an encoder; traps where the vocabulary has not the architecture's size.
  public init(_ architecture: ClassifierArchitecture, vocabulary: Vocabulary) {
    guard architecture.vocabularySize == vocabulary.count else {
      fatalError(
        "TextEncoder: expected \(architecture.vocabularySize) tokens, found \(vocabulary.count)")
    }
    self.architecture = architecture
    self.vocabulary = vocabulary
  }

  /// The ids of texts.
  public func encode(_ texts: some Sequence<String>) -> EncodedTexts {
    var encoded = EncodedTexts()
    for text in texts { append(read(text), to: &encoded) }
    return encoded
  }

  /// A text in tokens, as many as the network looks at.
  func read(_ text: String) -> ReadText {
    let limit = architecture.modelType.readsBag ? Int.max : architecture.maximumLength
    return ReadText(text, architecture, limit: limit)
  }

  func append(_ text: ReadText, to encoded: inout EncodedTexts) {
    let count = text.tokens.count
    guard architecture.modelType.readsBag else {
      let ids = text.tokens.prefix(architecture.maximumLength).map { vocabulary.id(of: $0) }
      // The end of a text is a token too, so that none is empty.
      encoded.append(ids + [Vocabulary.sentenceEndID], tokenCount: ids.count)
      return
    }
    switch architecture.weighting {
    case .mean:
      var ids: [Int32] = []
      forEachFeature(text) { ids.append($0.id) }
      encoded.append(ids, tokenCount: count)
    case .tfidf:
      let (ids, weights) = weighted(text)
      encoded.append(ids, weights: weights, tokenCount: count)
    }
  }

  /// idf; of words that only a vector is known of, that of the rarest.
  func rarity(of feature: TextFeature) -> Float { rarity(feature.id, feature.family) }

  private func rarity(_ id: Int32, _ family: FeatureFamily) -> Float {
    guard family == .vectors else { return idf[Int(id)] }
    let own = idf[Int(id) - architecture.featureCount]
    return own > 0 ? own : greatestIDF
  }

  /// Of the ids in ascending order: (1 + ln count) · idf over their family's norm, times its strength.
  private func weighted(_ text: ReadText) -> (ids: [Int32], weights: [Float]) {
    var counts = FeatureCounts()
    forEachFeature(text) { counts.add($0.key) }
    var (ids, weights): ([Int32], [Float]) = ([], [])
    var (begin, family) = (0, FeatureFamily.words)
    func normalize() {
      let norm = weights[begin...].reduce(0) { $0 + $1 * $1 }.squareRoot()
      let length = norm / Float(architecture.strengths?.strength(of: family) ?? 1)
      for index in begin..<weights.count { weights[index] /= length }
      begin = weights.count
    }
    for (key, count) in counts.ascending() {
      let (id, own) = TextFeature.parts(of: key)
      if own != family {
        normalize()
        family = own
      }
      let rarity = rarity(id, family)
      if rarity > 0 {
        ids.append(id)
        weights.append((1 + log(Float(count))) * rarity)
      }
    }
    normalize()
    return (ids, weights)
  }
}

/// What features are taken from: each family is of unit length, so that a text of unknown words alone is
/// read by their characters as a training text is.
enum FeatureFamily: Int { case words, shapes, characters, vectors }

/// A feature of a text, and the tokens that it comes from.
struct TextFeature {
  let id: Int32
  let family: FeatureFamily
  let tokens: Range<Int>

  /// Families one after the other, then ids.
  var key: Int64 { Int64(family.rawValue) << 32 | Int64(id) }

  /// The id and the family of a key.
  static func parts(of key: Int64) -> (id: Int32, family: FeatureFamily) {
    (Int32(truncatingIfNeeded: key), FeatureFamily(rawValue: Int(key >> 32)) ?? .words)
  }
}

extension TextEncoder {
  /// All features of a bag.
  func features(_ text: ReadText) -> [TextFeature] {
    var found: [TextFeature] = []
    found.reserveCapacity(
      text.tokens.count * (architecture.characters == nil ? architecture.order : 16))
    forEachFeature(text) { found.append($0) }
    return found
  }

  /// Calls `body` with each feature of a bag: tokens of the vocabulary, n-grams of tokens, of shapes and
  /// of characters; and after the table's rows, the tokens again for their vectors.
  func forEachFeature(_ text: ReadText, _ body: (TextFeature) -> Void) {
    let tokens = text.tokens
    for (place, token) in tokens.enumerated() {
      let id = vocabulary.id(of: token)
      if id != Vocabulary.unknownID || token == Vocabulary.unknown {
        body(TextFeature(id: id, family: .words, tokens: place..<place + 1))
      }
    }
    forEachNGram(text) { hash, family, range in
      let id = Int32(vocabulary.count + hash.bucket(of: architecture.buckets))
      body(TextFeature(id: id, family: family, tokens: range))
    }
    guard architecture.averagesVectors else { return }
    for (place, token) in tokens.enumerated() {
      let id = vocabulary.id(near: token)
      if id != Vocabulary.unknownID {
        let row = Int32(architecture.featureCount) + id
        body(TextFeature(id: row, family: .vectors, tokens: place..<place + 1))
      }
    }
  }

  /// Calls `body` with each n-gram of tokens, shapes and characters, and where it comes from.
  func forEachNGram(_ text: ReadText, _ body: (FeatureHash, FeatureFamily, Range<Int>) -> Void) {
    let tokens = text.tokens
    if architecture.order > 1 {
      forEachNGram(of: tokens, .tokens, from: 2) { body($0, .words, $1) }
    }
    // A text may have been read for a model that has shapes.
    if architecture.shapes {
      // Now and then a text falls into other tokens in small letters than as it is written.
      let all = tokens.indices
      forEachNGram(of: text.shapes, .shapes, from: 1) { body($0, .shapes, $1.clamped(to: all)) }
    }
    guard let lengths = architecture.characters else { return }
    for (place, token) in tokens.enumerated() {
      let bytes = Array((" " + token + " ").utf8)
      forEachNGramOfCharacters(bytes, lengths) { body($0, .characters, place..<place + 1) }
    }
  }

  /// Of `least` to `order` tokens, an empty one standing at both ends of the text.
  private func forEachNGram(
    of tokens: [String], _ family: FeatureHash, from least: Int,
    _ body: (FeatureHash, Range<Int>) -> Void
  ) {
    guard !tokens.isEmpty else { return }
    let last = tokens.count
    for begin in -1..<last {
      var hash = family
      for end in begin...min(begin + architecture.order - 1, last) {
        hash.add(token: tokens.indices.contains(end) ? tokens[end] : "")
        if end - begin + 1 >= least, begin >= 0 || end > begin, end < last || end > begin {
          body(hash, max(begin, 0)..<min(end + 1, last))
        }
      }
    }
  }

  /// Of the scalars of UTF-8.
  private func forEachNGramOfCharacters(
    _ bytes: [UInt8], _ lengths: ClosedRange<Int>, _ body: (FeatureHash) -> Void
  ) {
    func isContinuation(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }
    for begin in bytes.indices where !isContinuation(bytes[begin]) {
      var hash = FeatureHash.characters
      var (place, length) = (begin, 0)
      while place < bytes.count, length < lengths.upperBound {
        repeat {
          hash.add(bytes[place])
          place += 1
        } while place < bytes.count && isContinuation(bytes[place])
        length += 1
        // A boundary alone says nothing.
        if length >= lengths.lowerBound, length > 1 || bytes[begin] != 0x20 { body(hash) }
      }
    }
  }
}
