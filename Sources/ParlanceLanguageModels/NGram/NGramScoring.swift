import ParlanceSystem

extension NGramTable {
  /// Words that are scored at a time.
  private static let chunk = 4096

  /// The decimal log-probability of each word of some lines, each line from `<s>` on.
  ///
  /// Goes order by order: of all words at hand, those that follow the n-grams of one order are looked
  /// for together, whereas `read` waits for each before it can look for the next.
  ///
  /// - `lineEnds`: where each line's words end.
  /// - `word`: the word at a place, and whether it is its line's last.
  func logProbabilities(
    lineEnds: [Int], word: (_ place: Int, _ isLast: Bool) -> UInt32
  ) -> [Double] {
    let count = lineEnds.last ?? 0
    var values = [Double](repeating: 0, count: count)
    // The n-gram of each order that ends right before the words at hand.
    var before = [UInt32](repeating: SortedLists.none, count: trie.order)
    var line = 0
    var isFirst = true
    for begin in stride(from: 0, to: count, by: Self.chunk) where !StopRequest.isAsked {
      let places = begin..<min(begin + Self.chunk, count)
      var words: [UInt32] = []
      var firsts: [Bool] = []
      for place in places {
        let isLast = place + 1 == lineEnds[line]
        words.append(word(place, isLast))
        firsts.append(isFirst)
        isFirst = isLast
        if isLast { line += 1 }
      }
      score(words, firsts, &before, &values, from: begin)
    }
    return values
  }

  private func score(
    _ words: [UInt32], _ firsts: [Bool], _ before: inout [UInt32], _ values: inout [Double],
    from begin: Int
  ) {
    let none = SortedLists.none
    let contextCount = UInt32(trie.contextCount)
    for place in words.indices {
      values[begin + place] = Double(logProbabilities[Int(words[place])])
    }
    // The n-grams of one order that end with each word; the contexts, those that end before it.
    var found = words
    var contexts = words
    for order in stride(from: 1, to: trie.order, by: 1) {
      let start = order == 1 ? startNode : none
      var hasContext = false
      for place in words.indices {
        let last = place == 0 ? before[order] : found[place - 1]
        contexts[place] = firsts[place] ? start : last
        hasContext = hasContext || contexts[place] != none
      }
      before[order] = found[found.count - 1]
      guard hasContext else {
        for longer in order + 1..<max(trie.order, order + 1) { before[longer] = none }
        return
      }
      trie.continuations.places(of: words, in: contexts, into: &found)
      for place in words.indices {
        if found[place] != none {
          values[begin + place] = Double(logProbabilities[Int(found[place])])
        } else if contexts[place] < contextCount {
          values[begin + place] += Double(backoffs[Int(contexts[place])])
        }
      }
    }
  }
}
