/// What a token of a text is.
public enum TextLevel: String, Sendable, Codable, CaseIterable {
  /// What stands between white space.
  case word
  /// One Unicode scalar.
  case character
  /// One grapheme cluster: what a reader sees as one character, with its combining marks.
  case grapheme
  /// A piece of a word, by byte-pair encoding.
  case subword

  /// Whether tokens are words or parts of words, which stand between white space.
  public var hasWords: Bool { self == .word || self == .subword }
}

/// How a line is cut into words.
public enum WordStyle: String, Sendable, Codable, CaseIterable {
  /// At white space and nowhere else.
  case whitespace
  /// Punctuation marks are words of their own, and so are "n't", "'s" and the like, as in the Penn
  /// treebank; links, addresses, numbers, "U.S." and words with hyphens stay whole.
  case prose
  /// As prose, and further: "@user" stands for anyone who is mentioned and "http" for any link,
  /// "#" before a hashtag is a word of its own, emoji and emoticons are words, what is repeated more
  /// than three times is written three times, and "&amp;" is a "&".
  case tweet
}
