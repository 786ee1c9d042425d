/// Counts tokens and makes a vocabulary of the frequent ones.
public struct VocabularyBuilder: Sendable {
  private var counts: [TokenKey: Int] = [:]

  /// Creates a builder that has seen no token.
  public init() {}

  /// Counts a token, `count` times.
  public mutating func add(_ token: some StringProtocol, count: Int = 1) {
    counts[TokenKey(token), default: 0] += count
  }

  /// Counts the tokens of a line.
  public mutating func add(contentsOf tokens: some Sequence<String>) {
    for token in tokens { add(token) }
  }

  /// Returns the vocabulary of the `size` most frequent of the tokens seen at least `minimumCount`
  /// times, all of them where `size` is nil, besides the special tokens.
  ///
  /// Ties are in the order of the Unicode scalars. A literal `<unk>` in the text takes one of the
  /// `size` places if it is frequent enough; the other special tokens take none.
  public func build(size: Int? = nil, minimumCount: Int = 1) -> Vocabulary {
    var kept = counts.filter {
      $0.value >= minimumCount && !$0.key.text.isEmpty && !Vocabulary.isBoundary($0.key.text)
    }.map { (token: $0.key.text, count: $0.value) }
    kept.sort { a, b in
      a.count != b.count ? a.count > b.count : a.token.utf8.lexicographicallyPrecedes(b.token.utf8)
    }
    let ordinary = kept.prefix(max(0, size ?? kept.count)).map(\.token)
    return Vocabulary(distinctOrdinary: ordinary.filter { $0 != Vocabulary.unknown })
  }
}
