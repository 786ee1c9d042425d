/// An encoding at work on a text: the pieces of words that were seen are remembered.
public struct BytePairEncoder: ~Copyable {
  private let encoding: BytePairEncoding
  private let dropout: Double
  private var generator: SplitMix64
  private var known: [TokenKey: [String]] = [:]

  /// Words that are remembered at most; a text has few frequent ones.
  private static let limit = 1 << 18

  /// Creates an encoder.
  ///
  /// - `dropout`: how probably each merge is left out each time; words are then not remembered.
  public init(_ encoding: BytePairEncoding, dropout: Double = 0, seed: UInt64 = 1) {
    (self.encoding, self.dropout) = (encoding, dropout)
    generator = SplitMix64(seed: seed)
  }

  /// The pieces of a line's words.
  public mutating func tokens(_ line: String) -> [String] {
    var tokens: [String] = []
    for word in line.parts(between: 0x20) {
      if dropout > 0 {
        tokens += encoding.pieces(of: String(word), dropout: dropout, using: &generator)
        continue
      }
      tokens += pieces(of: word)
    }
    return tokens
  }

  /// The pieces of a word, no merge left out.
  mutating func pieces(of word: some StringProtocol) -> [String] {
    let key = TokenKey(word)
    if let pieces = known[key] { return pieces }
    let pieces = encoding.pieces(of: key.text)
    if known.count < Self.limit { known[key] = pieces }
    return pieces
  }
}
