import ParlanceSystem

/// A text in numbers of its words, the most frequent being 0; words that are too rare are not there at all,
/// as if the text lacked them.
///
/// Every token is a word like any other, `<unk>` too.
public struct RankedText: Sendable {
  /// The words, the most frequent first; of equally frequent ones the one that came first.
  public let words: [String]
  /// How often each occurs.
  public let counts: [Int]
  /// The words' numbers in the order of the text, and `lineEnd` after each line.
  public let ids: NumberBuffer<UInt32>
  /// Tokens of the text, rare ones included.
  public let tokenCount: Int

  /// What stands at a line's end.
  public static let lineEnd = UInt32.max

  /// Takes the words that are seen at least `minimumCount` times, at most `size` of them.
  ///
  /// The text is used up: its numbers are changed where they lie.
  public init(_ text: consuming SpooledText, minimumCount: Int = 1, size: Int? = nil) {
    let counts = text.distinct.counts
    let kept = counts.indices.filter { counts[$0] >= max(minimumCount, 1) }
      .sorted { (counts[$1], $0) < (counts[$0], $1) }
      .prefix(max(0, size ?? .max))
    words = kept.map(text.distinct.token)
    self.counts = kept.map { counts[$0] }
    tokenCount = text.tokenCount
    var ranks = [UInt32?](repeating: nil, count: counts.count)
    for (rank, code) in kept.enumerated() { ranks[code] = UInt32(rank) }
    let codes = text.codes
    var count = 0
    for index in 0..<codes.count {
      let id: UInt32
      switch codes[index] {
      case SpooledText.lineStart: continue
      case SpooledText.lineEnd: id = Self.lineEnd
      case let code:
        guard let rank = ranks[Int(code - SpooledText.firstCode)] else { continue }
        id = rank
      }
      codes[count] = id
      count += 1
    }
    ids = codes.prefix(count)
  }

  /// The words' occurrences.
  public var occurrences: Int { counts.reduce(0, +) }
}
