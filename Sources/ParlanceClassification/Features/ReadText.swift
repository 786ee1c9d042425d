import ParlanceText

/// A text cut into tokens.
public struct ReadText: Sendable {
  /// The tokens, in small letters where the tokenizer makes them so.
  public let tokens: [String]
  /// The shapes of the tokens as they are written; empty where these are no features.
  public let shapes: [String]

  /// Creates a text that is cut already.
  public init(tokens: [String], shapes: [String] = []) {
    (self.tokens, self.shapes) = (tokens, shapes)
  }

  /// Cuts a text as a classifier does.
  ///
  /// - `limit`: how many tokens are read.
  public init(_ text: String, _ architecture: ClassifierArchitecture, limit: Int = .max) {
    let tokenizer = architecture.tokenizer
    tokens = tokenizer.tokens(text, limit: limit)
    guard architecture.modelType.readsBag && architecture.shapes else {
      shapes = []
      return
    }
    let written =
      tokenizer.lowercased
      ? Tokenizer(level: tokenizer.level, style: tokenizer.style).tokens(text) : tokens
    shapes = written.map(Self.shape)
  }

  /// X for capital letters, x for small ones, 0 for digits, all else as it is: of what is repeated, two
  /// letters or marks and six digits are kept. "Free" is Xxx, "CALL" XX, "07123456789" 000000.
  static func shape(of token: String) -> String {
    var shape = String.UnicodeScalarView()
    var (last, count): (Unicode.Scalar, Int) = (" ", 0)
    for scalar in token.unicodeScalars {
      let properties = scalar.properties
      let kind: Unicode.Scalar =
        properties.isUppercase
        ? "X" : properties.isLowercase ? "x" : properties.numericType != nil ? "0" : scalar
      count = kind == last ? count + 1 : 1
      last = kind
      if count <= (kind == "0" ? 6 : 2) { shape.append(kind) }
    }
    return String(shape)
  }
}
