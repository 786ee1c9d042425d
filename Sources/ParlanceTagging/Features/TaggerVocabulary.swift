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
  /// Whether a character that is a token is read with its neighbours: see
  /// `TaggerArchitecture.readsNeighbours`.
  public let readsNeighbours: Bool

  /// Characters of a word that are looked at: of a longer one, as many from each end.
  static let longestWord = 48

  /// Creates a vocabulary of its parts.
  public init(
    words: Vocabulary, characters: Vocabulary, vectors: Vocabulary? = nil, tags: LabelSet,
    lowercased: Bool, readsNeighbours: Bool = true
  ) {
    self.words = words
    self.characters = characters
    self.vectors = vectors
    self.tags = tags
    self.lowercased = lowercased
    self.readsNeighbours = readsNeighbours
  }

  /// The tokens beside a sentence's token, where it is read with them; nil for one that stands for itself.
  func neighbours(of place: Int, in tokens: [String]) -> (before: String, after: String)? {
    let scalars = tokens[place].unicodeScalars
    guard readsNeighbours, let scalar = scalars.first, scalar.isWrittenWithoutBlanks,
      scalars.count == 1
    else { return nil }
    return (
      place > 0 ? tokens[place - 1] : "", place + 1 < tokens.count ? tokens[place + 1] : ""
    )
  }

  /// The numbers that stand for a token.
  func features(
    of token: String, between neighbours: (before: String, after: String)? = nil
  ) -> TokenFeatures {
    let scalars = Array(token.unicodeScalars)
    let half = Self.longestWord / 2
    let seen =
      scalars.count <= Self.longestWord
      ? scalars : Array(scalars.prefix(half) + scalars.suffix(half))
    return TokenFeatures(
      word: words.id(of: lowercased ? token.lowercased() : token),
      vector: vectors?.id(near: token) ?? Vocabulary.unknownID,
      characters: seen.map { characters.id(of: String($0)) }, shape: WordShape.index(of: token),
      isInContext: neighbours != nil,
      affixes: neighbours.map { Affixes.indices(of: token, between: $0.before, and: $0.after) }
        ?? Affixes.indices(of: token))
  }
}

/// The numbers that stand for a token.
struct TokenFeatures: Sendable {
  var word: Int32
  var vector: Int32
  var characters: [Int32]
  var shape: Int32
  /// Whether the affixes are n-grams with the tokens beside it.
  var isInContext = false
  var affixes: [Int32]
}
