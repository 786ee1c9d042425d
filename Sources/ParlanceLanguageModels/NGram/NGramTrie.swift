import ParlanceSystem
import ParlanceText

/// The n-grams of all orders up to one, as a trie of sorted arrays.
///
/// A node is an n-gram; the nodes of order k are `starts[k - 1] ..< starts[k]`, sorted by their context
/// and then by their last word. Nodes of order 1 are the words themselves, all of the vocabulary's.
struct NGramTrie: Sendable {
  /// The highest order.
  var order: Int { starts.count - 1 }
  /// Where each order's nodes begin, and the number of all nodes.
  let starts: [Int]
  /// The last word of each n-gram.
  let words: NumberBuffer<UInt32>
  /// The longest n-gram that is a proper ending of each; of a word, itself.
  let suffixes: NumberBuffer<UInt32>
  /// Where the continuations of each n-gram below the highest order begin, and where the last end.
  let firstChildren: NumberBuffer<UInt32>

  /// All n-grams.
  var count: Int { starts[order] }
  /// The number of words, the special ones included.
  var vocabularySize: Int { starts[1] }
  /// The number of n-grams that may have continuations.
  var contextCount: Int { starts[order - 1] }

  func nodes(ofOrder order: Int) -> Range<Int> { starts[order - 1]..<starts[order] }

  /// The n-grams that are this one and one more word.
  @inline(__always)
  func children(of node: Int) -> Range<Int> {
    guard node < contextCount else { return 0..<0 }
    // A file may say anything; what it says is kept within bounds.
    let end = min(Int(firstChildren[node + 1]), count)
    return min(Int(firstChildren[node]), end)..<end
  }

  /// The n-gram that is `node` and one more word, or nil.
  @inline(__always)
  func child(of node: Int, _ word: UInt32) -> Int? {
    let children = children(of: node)
    var lower = children.lowerBound
    var length = children.count
    while length > 0 {
      let half = length >> 1
      let isBelow = words[lower + half] < word
      lower = isBelow ? lower + half + 1 : lower
      length = isBelow ? length - half - 1 : half
    }
    return lower < children.upperBound && words[lower] == word ? lower : nil
  }

  /// The last words of all n-grams by their contexts: `child` for many at once.
  var continuations: SortedLists { SortedLists(values: words, starts: firstChildren) }

  /// The longest n-gram that is a proper ending of this one, or nil for a word.
  @inline(__always)
  func suffix(of node: Int) -> Int? {
    guard node >= vocabularySize else { return nil }
    // Always an earlier one, whatever a file says: so every walk ends.
    return min(Int(suffixes[node]), node - 1)
  }

  /// The n-gram of these words, or nil.
  func node(_ words: some Collection<UInt32>) -> Int? {
    guard let first = words.first, first < vocabularySize else { return nil }
    return words.dropFirst().reduce(Int(first)) { node, word in
      node.flatMap { child(of: $0, word) }
    }
  }

  /// The nodes of each order, the first order first, whose n-grams begin with a word.
  func nodes(beginningWith word: Int32) -> [Range<Int>] {
    var range = Int(word)..<Int(word) + 1
    return (1...order).map { order in
      if order > 1 {
        range = Int(firstChildren[range.lowerBound])..<Int(firstChildren[range.upperBound])
      }
      return range
    }
  }

  /// Calls `body` with each n-gram of an order and its words, in their order.
  func forEach(ofOrder order: Int, _ body: (_ node: Int, _ words: [UInt32]) throws -> Void) rethrows
  {
    var path = [UInt32](repeating: 0, count: order)
    func visit(_ nodes: Range<Int>, _ depth: Int) throws {
      for node in nodes {
        path[depth] = words[node]
        if depth + 1 == order {
          try body(node, path)
        } else {
          try visit(children(of: node), depth + 1)
        }
      }
    }
    try visit(nodes(ofOrder: 1), 0)
  }

  /// Calls `body` with the words of each n-gram of any order that ends in a word.
  func forEach(endingIn word: UInt32, _ body: (_ words: ArraySlice<UInt32>) -> Void) {
    var path = [UInt32](repeating: 0, count: order)
    func visit(_ nodes: Range<Int>, _ depth: Int) {
      for node in nodes {
        path[depth] = words[node]
        if words[node] == word { body(path[...depth]) }
        if depth + 1 < order { visit(children(of: node), depth + 1) }
      }
    }
    visit(nodes(ofOrder: 1), 0)
  }
}

/// How often each n-gram of a text occurs.
struct NGramCounts: Sendable {
  let trie: NGramTrie
  let counts: NumberBuffer<UInt32>
  /// Where temporary files go, where memory does not do.
  var folder: String?
}
