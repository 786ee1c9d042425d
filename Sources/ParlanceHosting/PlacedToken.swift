import ParlanceText

/// A token and where it stands in its text.
public struct PlacedToken: Sendable, Equatable {
  /// The token.
  public let text: String
  /// Its scalars, counted from the text's first, as Python counts them.
  public let range: Range<Int>

  /// The first tokens of a text.
  ///
  /// - `style`: `whitespace` or `prose`, which makes typographic quotes plain, leaves out the colours of emoji, and of
  ///   more than three marks keeps three.
  static func tokens(of text: String, _ style: WordStyle, limit: Int) -> [PlacedToken] {
    let scalars = Array(text.unicodeScalars)
    var place = 0
    return Tokenizer(level: .word, style: style).tokens(text, limit: limit).map { token in
      let wanted = Array(token.unicodeScalars)
      var found: Range<Int>?
      while found == nil, place < scalars.count {
        found = end(of: wanted, in: scalars, from: place).map { place..<$0 }
        if found == nil { place += 1 }
      }
      guard let found else { return PlacedToken(text: token, range: place..<place) }
      place = found.upperBound
      if wanted.count == 3, Set(wanted).count == 1, !wanted[0].properties.isAlphabetic {
        while place < scalars.count, scalars[place] == wanted[0] { place += 1 }
      }
      return PlacedToken(text: token, range: found)
    }
  }

  /// Where a token ends that begins at a place; nil where another one does.
  private static func end(
    of token: [Unicode.Scalar], in text: [Unicode.Scalar], from start: Int
  ) -> Int? {
    var place = start
    for (index, wanted) in token.enumerated() {
      while index > 0, place < text.count, text[place] != wanted, isModifier(text[place]) {
        place += 1
      }
      guard place < text.count, isSame(text[place], wanted) else { return nil }
      place += 1
    }
    return place
  }

  private static func isModifier(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isEmojiModifier || scalar.properties.isVariationSelector
      || scalar == "\u{20E3}"
  }

  private static func isSame(_ scalar: Unicode.Scalar, _ wanted: Unicode.Scalar) -> Bool {
    if scalar == wanted { return true }
    return switch wanted {
    case "'": "\u{2018}\u{2019}\u{02BC}\u{FF07}".unicodeScalars.contains(scalar)
    case "\"": "\u{201C}\u{201D}\u{FF02}".unicodeScalars.contains(scalar)
    default: false
    }
  }
}
