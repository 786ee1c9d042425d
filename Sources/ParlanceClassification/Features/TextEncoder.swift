import Foundation
import ParlanceText

/// Turns texts into the ids that a network reads.
public struct TextEncoder: Sendable {
  /// What the ids are for.
  public let architecture: ClassifierArchitecture
  /// The tokens with an id of their own.
  public let vocabulary: Vocabulary
  /// What a feature counts by its rarity; empty where that does not matter.
  var idf: [Float] = []

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
    for text in texts { append(tokens(text), to: &encoded) }
    return encoded
  }

  /// The tokens of a text that are read.
  func tokens(_ text: String) -> [String] {
    let tokens = architecture.tokenizer.tokens(text)
    let isWhole = architecture.modelType.readsBag || tokens.count <= architecture.maximumLength
    return isWhole ? tokens : Array(tokens.prefix(architecture.maximumLength))
  }

  func append(_ tokens: [String], to encoded: inout EncodedTexts) {
    guard architecture.modelType.readsBag else {
      let ids = tokens.map { vocabulary.id(of: $0) }
      // The end of a text is a token too, so that none is empty.
      encoded.append(ids + [Vocabulary.sentenceEndID], tokenCount: tokens.count)
      return
    }
    switch architecture.weighting {
    case .mean: encoded.append(features(tokens).map(\.id), tokenCount: tokens.count)
    case .tfidf:
      let (ids, weights) = weighted(features(tokens))
      encoded.append(ids, weights: weights, tokenCount: tokens.count)
    }
  }

  /// Of the ids in ascending order: (1 + ln count) · idf over their family's norm.
  private func weighted(_ features: [TextFeature]) -> (ids: [Int32], weights: [Float]) {
    let sorted = features.sorted { $0.key < $1.key }
    var (ids, weights): ([Int32], [Float]) = ([], [])
    var (place, begin, family) = (0, 0, false)
    func normalize() {
      let norm = weights[begin...].reduce(0) { $0 + $1 * $1 }.squareRoot()
      for index in begin..<weights.count { weights[index] /= norm }
      begin = weights.count
    }
    while place < sorted.count {
      let first = sorted[place]
      var end = place + 1
      while end < sorted.count, sorted[end].key == first.key { end += 1 }
      if first.isOfCharacters != family {
        normalize()
        family = first.isOfCharacters
      }
      let rarity = idf[Int(first.id)]
      if rarity > 0 {
        ids.append(first.id)
        weights.append((1 + log(Float(end - place))) * rarity)
      }
      place = end
    }
    normalize()
    return (ids, weights)
  }
}

/// A feature of a text, and the tokens that it comes from.
struct TextFeature {
  let id: Int32
  let isOfCharacters: Bool
  let tokens: Range<Int>

  /// Families one after the other, then ids.
  var key: Int64 { Int64(id) | (isOfCharacters ? 1 << 32 : 0) }
}

extension TextEncoder {
  /// All features of a bag: tokens of the vocabulary, n-grams of tokens, n-grams of characters.
  func features(_ tokens: [String]) -> [TextFeature] {
    var found: [TextFeature] = []
    found.reserveCapacity(tokens.count * (architecture.characters == nil ? architecture.order : 16))
    for (place, token) in tokens.enumerated() {
      let id = vocabulary.id(of: token)
      if id != Vocabulary.unknownID || token == Vocabulary.unknown {
        found.append(TextFeature(id: id, isOfCharacters: false, tokens: place..<place + 1))
      }
    }
    forEachNGram(tokens) { hash, isOfCharacters, range in
      let id = Int32(vocabulary.count + hash.bucket(of: architecture.buckets))
      found.append(TextFeature(id: id, isOfCharacters: isOfCharacters, tokens: range))
    }
    return found
  }

  /// Calls `body` with each n-gram of tokens and of characters, and where it comes from.
  func forEachNGram(_ tokens: [String], _ body: (FeatureHash, Bool, Range<Int>) -> Void) {
    if architecture.order > 1 { forEachNGramOfTokens(tokens, body) }
    guard let lengths = architecture.characters else { return }
    for (place, token) in tokens.enumerated() {
      let bytes = Array((" " + token + " ").utf8)
      forEachNGramOfCharacters(bytes, lengths) { body($0, true, place..<place + 1) }
    }
  }

  /// Of 2 to `order` tokens, an empty one standing at both ends of the text.
  private func forEachNGramOfTokens(
    _ tokens: [String], _ body: (FeatureHash, Bool, Range<Int>) -> Void
  ) {
    guard !tokens.isEmpty else { return }
    let last = tokens.count
    for begin in -1..<last {
      var hash = FeatureHash.tokens
      for end in begin...min(begin + architecture.order - 1, last) {
        hash.add(token: tokens.indices.contains(end) ? tokens[end] : "")
        if end > begin { body(hash, false, max(begin, 0)..<min(end + 1, last)) }
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
