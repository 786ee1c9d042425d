/// Counts tokens and makes a vocabulary of the frequent ones.
public struct VocabularyBuilder: Sendable {
  // In the order in which they came.
  private var counted: [(token: TokenKey, count: Int)] = []
  private var places: [TokenKey: Int] = [:]

  /// Creates a builder that has seen no token.
  public init() {}

  /// Counts a token, `count` times.
  public mutating func add(_ token: some StringProtocol, count: Int = 1) {
    let token = TokenKey(token)
    if let place = places[token] {
      counted[place].count += count
    } else {
      places[token] = counted.count
      counted.append((token, count))
    }
  }

  /// Counts the tokens of a line.
  public mutating func add(contentsOf tokens: some Sequence<String>) {
    for token in tokens { add(token) }
  }

  /// Returns the vocabulary of the `size` most frequent of the tokens seen at least `minimumCount`
  /// times, all of them where `size` is nil, besides the special tokens.
  ///
  /// Of equally frequent tokens the one that came first is first. A literal `<unk>` in the text takes
  /// one of the `size` places if it is frequent enough; the other special tokens take none.
  public func build(size: Int? = nil, minimumCount: Int = 1) -> Vocabulary {
    let kept = counted.indices.filter { place in
      let (token, count) = counted[place]
      return count >= minimumCount && !token.text.isEmpty && !Vocabulary.isBoundary(token.text)
    }.sorted { a, b in
      let (x, y) = (counted[a].count, counted[b].count)
      return x != y ? x > y : a < b
    }
    let ordinary = kept.prefix(max(0, size ?? kept.count)).map { counted[$0].token.text }
    return Vocabulary(distinctOrdinary: ordinary.filter { $0 != Vocabulary.unknown })
  }
}
