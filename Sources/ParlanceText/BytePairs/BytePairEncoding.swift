/// Words as pieces: pairs of neighbours that were frequent in some text are joined, in the order in which
/// they were learned, so that frequent words are one piece and rare ones some.
///
/// ```swift
/// let encoding = try BytePairEncoding.learned(from: "book.txt", merges: 8000)
/// encoding.tokens("the lowest")  // ["the", "low@@", "est"]
/// encoding.joined(["the", "low@@", "est"])  // "the lowest"
/// ```
///
/// A piece that its word goes on after ends in `@@`, as the files of subword-nmt have it. Words stand
/// between blanks. Source: Sennrich, Haddow and Birch 2016, "Neural machine translation of rare words with
/// subword units".
public struct BytePairEncoding: Sendable, Equatable {
  /// Two neighbours that become one: of characters and pieces, the last of a word marked by `</w>`.
  public struct Merge: Hashable, Sendable {
    /// What stands first.
    public let first: String
    /// What stands after it.
    public let second: String

    /// Creates a merge.
    public init(_ first: String, _ second: String) { (self.first, self.second) = (first, second) }

    public static func == (a: Merge, b: Merge) -> Bool {
      haveEqualScalars(a.first, b.first) && haveEqualScalars(a.second, b.second)
    }

    public func hash(into hasher: inout Hasher) {
      hasher.combine(TokenKey(first))
      hasher.combine(TokenKey(second))
    }
  }

  /// What pieces may be used, and what stands for those that may not.
  public struct Limits: Sendable, Equatable {
    /// The pieces, as `tokens` writes them; nil for all.
    public var pieces: Set<String>?
    /// Whether a character that is no piece is spelled by the bytes of its UTF-8, `<0xE2>` and so on, so
    /// that nothing is unknown.
    public var hasByteFallback: Bool

    /// Creates limits.
    public init(pieces: Set<String>? = nil, hasByteFallback: Bool = false) {
      (self.pieces, self.hasByteFallback) = (pieces, hasByteFallback)
    }
  }

  /// In the order in which they are done.
  public let merges: [Merge]
  /// What pieces may be used.
  public var limits = Limits()
  let ranks: [Merge: Int]
  /// What each joined piece was made of, for those that may not be used.
  let parts: [TokenKey: Merge]

  static let wordEnd = "</w>"
  static let continuation = "@@"

  /// Creates an encoding from its merges; of one that is there twice, the first counts.
  public init(_ merges: [Merge]) {
    self.merges = merges
    ranks = Dictionary(
      merges.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    parts = Dictionary(
      merges.map { (TokenKey($0.first + $0.second), $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The pieces of a line's words.
  public func tokens(_ line: String) -> [String] {
    line.parts(between: 0x20).flatMap { pieces(of: String($0)) }
  }

  /// The pieces of one word.
  public func pieces(of word: String) -> [String] {
    var never: SplitMix64? = nil
    return pieces(of: word, dropout: 0, using: &never)
  }

  /// The pieces of one word where each merge is left out at random, so that a model sees a word in several
  /// ways (BPE-dropout; Provilkov, Emelianenko and Voita 2020).
  ///
  /// - `dropout`: how probably a merge is left out each time that it could be done.
  public func pieces<Generator: RandomNumberGenerator>(
    of word: String, dropout: Double, using generator: inout Generator
  ) -> [String] {
    var some: Generator? = generator
    defer { if let some { generator = some } }
    return pieces(of: word, dropout: dropout, using: &some)
  }

  private func pieces<Generator: RandomNumberGenerator>(
    of word: String, dropout: Double, using generator: inout Generator?
  ) -> [String] {
    var symbols = word.unicodeScalars.map { String($0) }
    guard let last = symbols.popLast() else { return [] }
    symbols.append(last + Self.wordEnd)
    var chain = MergingChain(symbols)
    if generator != nil, dropout > 0 {
      chain.merge(ranks) { generator!.unit() >= dropout }
    } else {
      chain.merge(ranks)
    }
    let pieces = Self.marked(chain.symbols)
    return limits.pieces == nil ? pieces : pieces.flatMap(allowed)
  }

  /// Symbols as pieces. One that would end its word in `@@` is cut, so that pieces can be joined again.
  private static func marked(_ symbols: [String]) -> [String] {
    var pieces = symbols.dropLast().map { $0 + continuation }
    let last = String(symbols.last!.unicodeScalars.dropLast(wordEnd.unicodeScalars.count))
    guard last.ends(with: continuation) else { return pieces + [last] }
    pieces.append(String(last.unicodeScalars.dropLast()) + continuation)
    return pieces + ["@"]
  }

  /// A piece, or where it may not be used what it was made of, down to characters and bytes.
  private func allowed(_ piece: String) -> [String] {
    guard let pieces = limits.pieces, !pieces.contains(piece) else { return [piece] }
    let goesOn = piece.ends(with: Self.continuation)
    let text = goesOn ? String(piece.unicodeScalars.dropLast(2)) : piece
    if let merge = parts[TokenKey(goesOn ? text : text + Self.wordEnd)] {
      let second = goesOn ? merge.second : String(merge.second.unicodeScalars.dropLast(4))
      let first = allowed(merge.first + Self.continuation)
      // A mark of the word's end may be all that was joined.
      return second.isEmpty
        ? allowed(merge.first) : first + allowed(goesOn ? second + Self.continuation : second)
    }
    guard limits.hasByteFallback, text.unicodeScalars.count == 1 else { return [piece] }
    let bytes = text.utf8.map(Self.byteToken)
    return bytes.dropLast().map { $0 + Self.continuation }
      + [bytes.last! + (goesOn ? Self.continuation : "")]
  }

  /// `<0xE2>`.
  static func byteToken(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16, uppercase: true)
    return "<0x\(digits.count == 1 ? "0" : "")\(digits)>"
  }

  /// The bytes that pieces may be spelled by, each within a word and at its end.
  public static let byteTokens: [String] = (UInt8.min...UInt8.max).flatMap {
    [byteToken($0) + continuation, byteToken($0)]
  }

  /// The line that pieces are of: words with one blank between them.
  ///
  /// Bytes that spell no character become U+FFFD.
  public func joined(_ tokens: some Sequence<String>) -> String {
    var (bytes, goesOn) = ([UInt8](), true)
    for token in tokens {
      bytes += spelling(of: token)
      goesOn = token.ends(with: Self.continuation)
    }
    return String(decoding: goesOn ? bytes[...] : bytes.dropLast(), as: UTF8.self)
  }

  /// The bytes that a piece adds to a line, with the blank after a word where it ends one.
  public func spelling(of piece: String) -> [UInt8] {
    let goesOn = piece.ends(with: Self.continuation)
    let text = goesOn ? piece.utf8.dropLast(2) : piece.utf8[...]
    let bytes = (limits.hasByteFallback ? Self.byte(text) : nil).map { [$0] } ?? Array(text)
    return goesOn ? bytes : bytes + [0x20]
  }

  /// The byte that `<0xE2>` stands for, or nil for another text.
  private static func byte(_ text: Substring.UTF8View) -> UInt8? {
    guard text.count == 6, text.starts(with: "<0x".utf8), text.last == UInt8(ascii: ">") else {
      return nil
    }
    return UInt8(Substring(text.dropFirst(3).dropLast()), radix: 16)
  }
}
