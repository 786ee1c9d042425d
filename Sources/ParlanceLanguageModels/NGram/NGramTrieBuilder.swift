import ParlanceSystem

/// Makes a trie order by order, from n-grams that come sorted by their context and last word.
struct NGramTrieBuilder {
  private(set) var starts: [Int]
  private let words: NumberBuffer<UInt32>
  private let suffixes: NumberBuffer<UInt32>
  private let firstChildren: NumberBuffer<UInt32>

  /// Begins with the words of a vocabulary; there is room for `capacity` n-grams of all orders.
  init(vocabularySize: Int, capacity: Int, folder: String? = nil) throws {
    words = try NumberBuffer(count: capacity, folder: folder)
    suffixes = try NumberBuffer(count: capacity, folder: folder)
    firstChildren = try NumberBuffer(count: capacity + 1, folder: folder)
    for word in 0..<vocabularySize {
      words[word] = UInt32(word)
      suffixes[word] = UInt32(word)
    }
    starts = [0, vocabularySize]
  }

  /// The trie of the orders that are there.
  var trie: NGramTrie {
    let (all, contexts) = (starts[starts.count - 1], starts[starts.count - 2])
    firstChildren[contexts] = UInt32(all)
    return NGramTrie(
      starts: starts, words: words.prefix(all), suffixes: suffixes.prefix(all),
      firstChildren: firstChildren.prefix(contexts + 1))
  }

  /// Adds the next order: `count` n-grams, each given by its context's node and its last word.
  mutating func addOrder(
    count: Int, _ entry: (_ index: Int) -> (context: Int, word: UInt32)
  ) {
    let lower = trie
    let start = starts[starts.count - 1]
    var context = starts[starts.count - 2]
    for index in 0..<count {
      let next = entry(index)
      while context <= next.context {
        firstChildren[context] = UInt32(start + index)
        context += 1
      }
      words[start + index] = next.word
      suffixes[start + index] = UInt32(Self.suffix(next.context, next.word, lower))
    }
    while context < start {
      firstChildren[context] = UInt32(start + count)
      context += 1
    }
    starts.append(start + count)
  }

  /// The longest n-gram of a lower order that ends as the one of a context and a word does.
  private static func suffix(_ context: Int, _ word: UInt32, _ lower: NGramTrie) -> Int {
    var shorter = lower.suffix(of: context)
    while let node = shorter {
      if let found = lower.child(of: node, word) { return found }
      shorter = lower.suffix(of: node)
    }
    return Int(word)
  }
}
