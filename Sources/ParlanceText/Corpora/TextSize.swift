/// How much text there is, whatever a model's tokens are, so that models over other tokens can be compared.
public struct TextSize: Sendable, Equatable {
  /// Words, and one for each line's end.
  public private(set) var words = 0
  /// Unicode scalars, and one for each line's end.
  public private(set) var characters = 0

  private static let tokenizer = Tokenizer(level: .word)

  /// Creates the size of nothing.
  public init() {}

  /// Adds a line.
  public mutating func add(_ line: String) {
    Self.tokenizer.forEachToken(line) { _ in words += 1 }
    words += 1
    characters += line.unicodeScalars.count + 1
  }
}
