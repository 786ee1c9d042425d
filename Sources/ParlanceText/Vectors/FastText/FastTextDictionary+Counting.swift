extension FastTextDictionary {
  /// Counts the words of texts, `</s>` at the end of each among them.
  ///
  /// The most frequent come first, of equally frequent ones that which came first; the same with labels.
  ///
  /// - `labels`: names without prefix with their counts.
  /// - `minimumCount`: how often a word must occur.
  /// - `known`: further words, each of which counts as one occurrence more; with these all words are kept,
  ///   as in fastText's program where vectors are given.
  public init(
    counting texts: some Sequence<String>, labels: [(name: String, count: Int)], minimumCount: Int,
    known: [String]? = nil
  ) {
    var places: [TokenKey: Int] = [:]
    var found: [(word: String, count: Int)] = []
    var tokens = labels.reduce(0) { $0 + $1.count }
    func count(_ word: some StringProtocol) {
      tokens += 1
      let key = TokenKey(word)
      if let place = places[key] {
        found[place].count += 1
      } else {
        places[key] = found.count
        found.append((key.text, 1))
      }
    }
    for text in texts {
      FastTextBag.forEachToken(of: text) { token, _ in
        if FastTextBag.isLabel(token) {
          tokens += 1
        } else {
          count(String(decoding: token, as: UTF8.self))
        }
      }
    }
    for word in known ?? [] { count(word) }
    let minimumCount = known == nil ? minimumCount : 1
    let words = Self.sorted(found.filter { $0.count >= minimumCount })
    let labels = Self.sorted(labels.map { (Self.labelPrefix + $0.name, $0.count) })
    self.init(
      words: words.map(\.name), labels: labels.map(\.name),
      counts: words.map(\.count) + labels.map(\.count), tokenCount: tokens)
  }

  private static func sorted(
    _ entries: [(String, Int)]
  ) -> [(name: String, count: Int)] {
    entries.enumerated().sorted { (-$0.element.1, $0.offset) < (-$1.element.1, $1.offset) }
      .map { ($0.element.0, $0.element.1) }
  }

  /// The same with rows for some buckets only, in this order; nil for all.
  public func keeping(buckets: [Int32]?) -> FastTextDictionary {
    FastTextDictionary(pruning: self, to: buckets.map { BucketPlaces($0) })
  }
}
