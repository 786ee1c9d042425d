import ParlanceSystem

extension BytePairEncoding {
  /// Learns merges from a text's words: each joins the most frequent pair of neighbours there is then.
  ///
  /// Of equally frequent pairs the one that is last in the order of scalars is first, so that merges are
  /// those of subword-nmt.
  ///
  /// - `merges`: how many at most.
  /// - `minimumCount`: how often a pair must occur.
  /// - Throws: what `LineReader` throws.
  public static func learned(
    from paths: [String], merges: Int, minimumCount: Int = 2
  ) throws -> BytePairEncoding {
    var counts: [TokenKey: Int] = [:]
    for path in paths {
      try LineReader.forEachLine(path) { line, _ in
        for word in line.parts(between: 0x20) { counts[TokenKey(word), default: 0] += 1 }
      }
    }
    guard !counts.isEmpty else {
      throw InputError(.badData, file: paths.first, "the text is empty: it holds no word")
    }
    return try learned(
      from: counts.map { ($0.key.text, $0.value) }, merges: merges, minimumCount: minimumCount)
  }

  /// Learns merges from words and how often each occurs.
  ///
  /// - Throws: `Interrupted` where a stop was asked for.
  public static func learned(
    from words: [(word: String, count: Int)], merges: Int, minimumCount: Int = 2
  ) throws -> BytePairEncoding {
    var learner = BytePairLearner(words)
    var learned: [Merge] = []
    while learned.count < merges, let merge = learner.next(minimumCount: minimumCount) {
      learned.append(merge)
      if learned.count % 64 == 0 { try StopRequest.check() }
    }
    return BytePairEncoding(learned)
  }
}

/// Words whose neighbours are joined pair by pair, with the counts of all pairs kept up to date.
struct BytePairLearner {
  private var names: [[UInt8]] = []
  private var symbols: [[UInt8]: Int32] = [:]
  private var words: [(symbols: [Int32], count: Int)] = []
  private var counts: [Pair: Int] = [:]
  /// The words in which a pair was seen; it may have gone from some.
  private var places: [Pair: [Int32]] = [:]
  private var heap: Heap<Entry>

  private struct Pair: Hashable {
    let first: Int32
    let second: Int32
  }

  private struct Entry {
    let count: Int
    let pair: Pair
    /// The two symbols' bytes with a zero between them, which none has.
    let name: [UInt8]
  }

  init(_ given: [(word: String, count: Int)]) {
    heap = Heap {
      $0.count != $1.count ? $0.count > $1.count : $1.name.lexicographicallyPrecedes($0.name)
    }
    for (word, count) in given where !word.isEmpty {
      var characters = word.unicodeScalars.map { Array(String($0).utf8) }
      characters[characters.count - 1] += BytePairEncoding.wordEnd.utf8
      words.append((characters.map { symbol($0) }, count))
    }
    for (index, word) in words.enumerated() {
      for pair in Self.pairs(word.symbols) { add(pair, word.count, in: index) }
    }
    for (pair, count) in counts { heap.push(entry(pair, count)) }
  }

  private mutating func symbol(_ name: [UInt8]) -> Int32 {
    if let known = symbols[name] { return known }
    let new = Int32(names.count)
    names.append(name)
    symbols[name] = new
    return new
  }

  private static func pairs(_ symbols: [Int32]) -> [Pair] {
    zip(symbols, symbols.dropFirst()).map { Pair(first: $0, second: $1) }
  }

  private func entry(_ pair: Pair, _ count: Int) -> Entry {
    Entry(count: count, pair: pair, name: names[Int(pair.first)] + [0] + names[Int(pair.second)])
  }

  private mutating func add(_ pair: Pair, _ count: Int, in word: Int) {
    counts[pair, default: 0] += count
    if places[pair]?.last != Int32(word) { places[pair, default: []].append(Int32(word)) }
  }

  /// Joins the most frequent pair in all words; nil where none occurs so often.
  mutating func next(minimumCount: Int) -> BytePairEncoding.Merge? {
    while let best = heap.pop() {
      let count = counts[best.pair] ?? 0
      guard count == best.count else {
        // It has become rarer since it was put there; where it became more frequent, it is there again.
        if count > 0, count < best.count { heap.push(entry(best.pair, count)) }
        continue
      }
      guard count >= minimumCount, count > 0 else { return nil }
      join(best.pair)
      let (first, second) = (names[Int(best.pair.first)], names[Int(best.pair.second)])
      return BytePairEncoding.Merge(
        String(decoding: first, as: UTF8.self), String(decoding: second, as: UTF8.self))
    }
    return nil
  }

  private mutating func join(_ pair: Pair) {
    let new = symbol(names[Int(pair.first)] + names[Int(pair.second)])
    var raised: Set<Pair> = []
    for index in places.removeValue(forKey: pair) ?? [] {
      let old = words[Int(index)].symbols
      let joined = Self.joined(old, pair, new)
      if joined.count == old.count { continue }
      let count = words[Int(index)].count
      for gone in Self.pairs(old) { counts[gone]! -= count }
      words[Int(index)].symbols = joined
      for pair in Self.pairs(joined) {
        counts[pair, default: 0] += count
        if pair.first == new || pair.second == new {
          raised.insert(pair)
          if places[pair]?.last != index { places[pair, default: []].append(index) }
        }
      }
    }
    counts[pair] = nil
    for pair in raised { if let count = counts[pair], count > 0 { heap.push(entry(pair, count)) } }
  }

  /// The symbols with each of the pair's places, from left to right, made one.
  private static func joined(_ symbols: [Int32], _ pair: Pair, _ new: Int32) -> [Int32] {
    var joined: [Int32] = []
    joined.reserveCapacity(symbols.count)
    var index = 0
    while index < symbols.count {
      if symbols[index] == pair.first, index + 1 < symbols.count,
        symbols[index + 1] == pair.second
      {
        joined.append(new)
        index += 2
      } else {
        joined.append(symbols[index])
        index += 1
      }
    }
    return joined
  }
}
