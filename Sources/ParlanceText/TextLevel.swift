/// What a token of a text is.
public enum TextLevel: String, Sendable, Codable, CaseIterable {
  /// What stands between white space.
  case word
  /// One Unicode scalar.
  case character
  /// One grapheme cluster: what a reader sees as one character, with its combining marks.
  case grapheme
}
