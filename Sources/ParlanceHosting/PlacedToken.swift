import ParlanceText

/// A token and where it stands in its text.
public struct PlacedToken: Sendable, Equatable {
  /// The token.
  public let text: String
  /// Its scalars, counted from the text's first, as Python counts them.
  public let range: Range<Int>

  /// The tokens of a text.
  ///
  /// - `style`: one that changes no letters.
  static func tokens(of text: String, _ style: WordStyle) -> [PlacedToken] {
    let scalars = Array(text.unicodeScalars)
    var place = 0
    return Tokenizer(level: .word, style: style).tokens(text).map { token in
      let wanted = Array(token.unicodeScalars)
      var start = place
      while start + wanted.count <= scalars.count,
        !scalars[start..<start + wanted.count].elementsEqual(wanted)
      {
        start += 1
      }
      // What the tokenizer has changed stands somewhere from here on.
      if start + wanted.count > scalars.count {
        return PlacedToken(text: token, range: place..<place)
      }
      place = start + wanted.count
      return PlacedToken(text: token, range: start..<place)
    }
  }
}
