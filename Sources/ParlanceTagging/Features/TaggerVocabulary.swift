import ParlanceText

/// What a tagger knows of words, characters and tags.
public struct TaggerVocabulary: Sendable {
  /// The words that are learned.
  public let words: Vocabulary
  /// The characters (Unicode scalars) of words.
  public let characters: Vocabulary
  /// The words with given vectors; nil where there are none.
  public let vectors: Vocabulary?
  /// The tags.
  public let tags: LabelSet
  /// Whether words are learned in small letters.
  public let lowercased: Bool

  /// Characters of a word that are looked at: of a longer one, as many from each end.
  static let longestWord = 48

  /// Creates a vocabulary of its parts.
  public init(
    words: Vocabulary, characters: Vocabulary, vectors: Vocabulary? = nil, tags: LabelSet,
    lowercased: Bool
  ) {
    self.words = words
    self.characters = characters
    self.vectors = vectors
    self.tags = tags
    self.lowercased = lowercased
  }

  /// The numbers that stand for a token.
  func features(of token: String) -> TokenFeatures {
    let scalars = Array(token.unicodeScalars)
    let half = Self.longestWord / 2
    let seen =
      scalars.count <= Self.longestWord
      ? scalars : Array(scalars.prefix(half) + scalars.suffix(half))
    return TokenFeatures(
      word: words.id(of: lowercased ? token.lowercased() : token),
      vector: vectors?.id(near: token) ?? Vocabulary.unknownID,
      characters: seen.map { characters.id(of: String($0)) }, shape: WordShape.index(of: token),
      affixes: Affixes.indices(of: token))
  }
}

/// The numbers that stand for a token.
struct TokenFeatures: Sendable {
  var word: Int32
  var vector: Int32
  var characters: [Int32]
  var shape: Int32
  var affixes: [Int32]
}
