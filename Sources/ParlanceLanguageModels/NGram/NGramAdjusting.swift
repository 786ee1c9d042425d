import ParlanceSystem
import ParlanceText

extension NGramCounts {
  /// The counts that an estimate starts from: of the highest order and after `<s>` how often an n-gram
  /// occurs; of the others, where the smoothing says so, before how many different words.
  ///
  /// `<s>` itself is never predicted and counts nothing.
  func adjusted(for smoothing: NGramSmoothing) throws -> NumberBuffer<UInt32> {
    let adjusted = try NumberBuffer<UInt32>(count: trie.count, folder: folder)
    let begun = trie.nodes(beginningWith: Vocabulary.sentenceStartID)
    let counted =
      smoothing.countsContinuations
      ? begun.dropLast() + [trie.nodes(ofOrder: trie.order)]
      : (1...trie.order).map(trie.nodes(ofOrder:))
    if smoothing.countsContinuations {
      for node in trie.vocabularySize..<trie.count { adjusted[Int(trie.suffixes[node])] += 1 }
    }
    for node in counted.joined() { adjusted[node] = counts[node] }
    adjusted[Int(Vocabulary.sentenceStartID)] = 0
    return adjusted
  }

  /// The discounts of each order; `firstSeen` are the words in the order in which the text has them first.
  func discounts(
    _ adjusted: NumberBuffer<UInt32>, _ smoothing: NGramSmoothing, _ firstSeen: [UInt32]
  ) -> [NGramDiscounts] {
    guard smoothing.countsContinuations else {
      return [NGramDiscounts](repeating: .none, count: trie.order)
    }
    let exceptions = lastEndings(firstSeen)
    return (1...trie.order).map { order in
      var n = [Int](repeating: 0, count: 5)
      func note(_ count: UInt32, _ change: Int) { if count < 5 { n[Int(count)] += change } }
      let nodes = trie.nodes(ofOrder: order)
      for node in nodes { note(adjusted[node], 1) }
      for node in exceptions where nodes.contains(node) {
        note(adjusted[node], -1)
        note(counts[node], 1)
      }
      return smoothing == .kneserNey ? NGramDiscounts(single: n) : NGramDiscounts(modified: n)
    }
  }

  /// The n-grams below the highest order that `lmplz` counts as often as they occur.
  ///
  /// It sorts n-grams by their last word, then the one before, words being numbered as they first
  /// occur after `<s>` and `</s>`, and gives the endings of the very last n-gram to its statistics
  /// unadjusted. Followed here, since equal discounts mean equal models.
  private func lastEndings(_ firstSeen: [UInt32]) -> [Int] {
    let (start, end) = (UInt32(Vocabulary.sentenceStartID), UInt32(Vocabulary.sentenceEndID))
    var numbers = [Int](repeating: 0, count: trie.vocabularySize)
    (numbers[Int(start)], numbers[Int(end)]) = (1, 2)
    for (index, word) in firstSeen.enumerated() { numbers[Int(word)] = 3 + index }
    var best: [UInt32] = []
    // Words up to a place of the text: as many as the order, or as there are since <s>.
    trie.forEach(endingIn: firstSeen.last ?? end) { ending in
      guard ending.count == trie.order || ending.first == start else { return }
      if best.isEmpty || isLater(Array(ending), best, numbers) { best = Array(ending) }
    }
    return (1..<max(trie.order, 1)).compactMap { length in
      length <= best.count ? trie.node(best.suffix(length)) : nil
    }
  }

  /// Whether one n-gram is sorted after another; before a line's beginning there is `<s>` without end.
  private func isLater(_ a: [UInt32], _ b: [UInt32], _ numbers: [Int]) -> Bool {
    for place in 0..<trie.order {
      let x = place < a.count ? numbers[Int(a[a.count - 1 - place])] : 1
      let y = place < b.count ? numbers[Int(b[b.count - 1 - place])] : 1
      if x != y { return x > y }
    }
    return false
  }
}
