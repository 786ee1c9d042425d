import ParlanceSystem
import ParlanceText

extension NGramCounts {
  /// A position at which no n-gram of the length at hand begins.
  private static let none = UInt32.max

  /// Counts in memory, order by order.
  ///
  /// Positions of the text are sorted by the n-gram that begins there. Those of order k are sorted by
  /// their context, known from order k - 1, after they are sorted by their last word, known from the
  /// start: one counting sort an order. The ending of the n-gram at a position is that of order k - 1 at
  /// the next position.
  init(counting tokens: NumberBuffer<UInt32>, order: Int, vocabularySize: Int) throws {
    let capacity = vocabularySize + (order - 1) * tokens.count
    func room(_ count: Int) throws -> NumberBuffer<UInt32> { try NumberBuffer(count: count) }
    let (words, counts, suffixes) = (try room(capacity), try room(capacity), try room(capacity))
    let firstChildren = try room(capacity + 1)
    for word in 0..<vocabularySize { (words[word], suffixes[word]) = (UInt32(word), UInt32(word)) }
    for index in 0..<tokens.count { counts[Int(tokens[index])] += 1 }
    let byWord = try Self.positions(of: tokens, counts: counts, vocabularySize: vocabularySize)
    var starts = [0, vocabularySize]
    var ranks = tokens
    for length in stride(from: 2, through: order, by: 1) {
      try StopRequest.check()
      let contexts = starts[length - 2]..<starts[length - 1]
      let sorted = try Self.sort(byWord, tokens, ranks, length, contexts)
      let next = try room(tokens.count)
      for index in 0..<tokens.count { next[index] = Self.none }
      var node = contexts.upperBound
      var begin = 0
      for context in contexts {
        if context & 0xFFFF == 0 { try StopRequest.check() }
        firstChildren[context] = UInt32(node)
        let end = Int(sorted.ends[context - contexts.lowerBound])
        for place in begin..<end {
          let position = Int(sorted.positions[place])
          let word = tokens[position + length - 1]
          if place == begin || word != words[node - 1] {
            words[node] = word
            suffixes[node] = ranks[position + 1]
            node += 1
          }
          counts[node - 1] += 1
          next[position] = UInt32(node - 1)
        }
        begin = end
      }
      starts.append(node)
      ranks = next
    }
    firstChildren[starts[order - 1]] = UInt32(starts[order])
    trie = NGramTrie(
      starts: starts, words: words.prefix(starts[order]),
      suffixes: suffixes.prefix(starts[order]),
      firstChildren: firstChildren.prefix(starts[order - 1] + 1))
    self.counts = counts.prefix(starts[order])
  }

  /// All positions, sorted by their words.
  private static func positions(
    of tokens: NumberBuffer<UInt32>, counts: NumberBuffer<UInt32>, vocabularySize: Int
  ) throws -> NumberBuffer<UInt32> {
    let places = try NumberBuffer<UInt32>(count: vocabularySize)
    var sum: UInt32 = 0
    for word in 0..<vocabularySize {
      places[word] = sum
      sum += counts[word]
    }
    let positions = try NumberBuffer<UInt32>(count: tokens.count)
    for index in 0..<tokens.count {
      let word = Int(tokens[index])
      positions[Int(places[word])] = UInt32(index)
      places[word] += 1
    }
    return positions
  }

  /// The positions at which n-grams of a length begin, by context and last word, and where each
  /// context's end.
  private static func sort(
    _ byWord: NumberBuffer<UInt32>, _ tokens: NumberBuffer<UInt32>, _ ranks: NumberBuffer<UInt32>,
    _ length: Int, _ contexts: Range<Int>
  ) throws -> (positions: NumberBuffer<UInt32>, ends: NumberBuffer<UInt32>) {
    let end = UInt32(Vocabulary.sentenceEndID)
    let places = try NumberBuffer<UInt32>(count: contexts.count)
    for position in 0..<max(0, tokens.count - length + 1)
    where ranks[position] != none && tokens[position + length - 2] != end {
      places[Int(ranks[position]) - contexts.lowerBound] += 1
    }
    var sum: UInt32 = 0
    for context in 0..<contexts.count {
      let count = places[context]
      places[context] = sum
      sum += count
    }
    let positions = try NumberBuffer<UInt32>(count: Int(sum))
    for place in 0..<byWord.count {
      let last = Int(byWord[place])
      let position = last - length + 1
      guard position >= 0, tokens[last - 1] != end, ranks[position] != none else { continue }
      let context = Int(ranks[position]) - contexts.lowerBound
      positions[Int(places[context])] = UInt32(position)
      places[context] += 1
    }
    return (positions, places)
  }
}
