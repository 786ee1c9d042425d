import ParlanceText

/// Phrases that a text must have, and phrases that it must not have.
///
/// Phrases are found in what a text's tokens spell, where no letter or digit goes on before or after them,
/// so that it does not matter how words are cut into tokens. A beam search keeps room for prefixes with each
/// number of required tokens, so that a text which has all of them is found unless it grows too long. Post
/// and Vilar, *Fast Lexically Constrained Decoding with Dynamic Beam Allocation for Neural Machine
/// Translation*, 2018; Hokamp and Liu, *Lexically Constrained Decoding for Sequence Generation Using Grid
/// Beam Search*, 2017.
public struct PhraseConstraints: Sendable {
  /// A phrase.
  public struct Phrase: Sendable, Equatable {
    /// What it reads.
    public let text: String
    /// Tokens that write it.
    public let tokens: [Int32]

    /// Creates a phrase.
    public init(_ text: String, tokens: [Int32]) { (self.text, self.tokens) = (text, tokens) }
  }

  /// Phrases that must come, in any order.
  public let required: [Phrase]
  /// Phrases that must not come.
  public let forbidden: [String]
  /// What tokens spell.
  public let spellings: TokenSpellings

  /// Creates constraints; phrases without a token or a character are left out.
  public init(required: [Phrase] = [], forbidden: [String] = [], spellings: TokenSpellings) {
    self.required = required.filter { !$0.tokens.isEmpty && !$0.text.isEmpty }
    self.forbidden = forbidden.filter { !$0.isEmpty }
    self.spellings = spellings
  }

  /// Whether a phrase is in a text, and no letter or digit goes on before or after it.
  public static func has(_ phrase: String, in text: String) -> Bool {
    SpelledText(text + " ").has(Array(phrase.unicodeScalars))
  }
}

/// The characters that each token of a vocabulary adds to a text, as UTF-8: pieces of words without a blank,
/// words with one after them, or before them where nothing but their neighbours says whether there is one.
public struct TokenSpellings: Sendable {
  let bytes: [[UInt8]]
  /// Whether words end where tokens do.
  let areWords: Bool

  /// Creates spellings, one for each id; the end of a text spells a blank.
  ///
  /// - `areWords`: whether words end where tokens do, though no blank says so.
  public init(_ bytes: [[UInt8]], areWords: Bool = false) {
    self.areWords = areWords
    var bytes = bytes
    let end = Int(Vocabulary.sentenceEndID)
    if bytes.indices.contains(end) { bytes[end] = [0x20] }
    self.bytes = bytes
  }
}

/// The last characters of a text.
struct SpelledText {
  private var bytes: [UInt8]

  /// The beginning of a text is as a blank.
  init(_ text: String = "") { bytes = [0x20] + Array(text.utf8) }

  mutating func append(_ more: [UInt8], keeping count: Int) {
    bytes += more
    if bytes.count > count { bytes.removeFirst(bytes.count - count) }
  }

  /// The characters; what is not whole at the end is left out.
  var scalars: [Unicode.Scalar] {
    var scalars = Array(String(decoding: bytes, as: UTF8.self).unicodeScalars)
    while scalars.last == "\u{FFFD}" { scalars.removeLast() }
    return scalars
  }

  /// Whether a word may begin with a character here.
  func mayBegin(_ scalar: Unicode.Scalar) -> Bool {
    scalars.last.map { Self.isBoundary($0, scalar) } ?? true
  }

  /// Whether a phrase is there, and no letter goes on before or after it.
  func has(_ phrase: [Unicode.Scalar]) -> Bool {
    let text = scalars
    // A character before it, and one after.
    guard text.count >= phrase.count + 2 else { return false }
    return (1..<text.count - phrase.count).contains { start in
      text[start..<start + phrase.count].elementsEqual(phrase)
        && Self.isBoundary(text[start - 1], text[start])
        && Self.isBoundary(text[start + phrase.count - 1], text[start + phrase.count])
    }
  }

  private static func isBoundary(_ a: Unicode.Scalar, _ b: Unicode.Scalar) -> Bool {
    !(a.isWordPart && b.isWordPart) || a.isWrittenWithoutBlanks || b.isWrittenWithoutBlanks
  }
}
