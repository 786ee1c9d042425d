import ParlanceSystem
import ParlanceText

/// A back-off model: for each n-gram the probability of its last word after the others, and the factor
/// for words that do not follow it.
///
/// log p(w | h) is that of hw if it is there, or else the back-off of h and log p(w | h′). All
/// logarithms are decimal, as in ARPA files.
struct NGramTable: Sendable {
  let trie: NGramTrie
  /// Of all n-grams; -∞ for words that the model lacks.
  let logProbabilities: NumberBuffer<Float>
  /// Of the n-grams below the highest order.
  let backoffs: NumberBuffer<Float>

  /// What the next word depends on: the node of the longest n-gram that the text ends with, or nothing.
  struct State: Sendable, Equatable {
    var node: Int?
    static let empty = State(node: nil)
  }

  /// Where the place of `<pad>`, which is never text, holds the word of all that is unknown.
  static let unknown = UInt32(Vocabulary.paddingID)

  /// The state at the beginning of a line.
  var start: State { State(node: Int(startNode)) }
  /// The n-gram `<s>`.
  var startNode: UInt32 { UInt32(Vocabulary.sentenceStartID) }

  /// Whether the model has a word of its own for this id.
  func contains(_ word: Int32) -> Bool {
    word >= 0 && word < trie.vocabularySize && logProbabilities[Int(word)] > -.infinity
  }

  /// Reads a word: → its decimal log-probability.
  @inline(__always)
  func read(_ word: UInt32, _ state: inout State) -> Double {
    var backoff = 0.0
    // Each step goes to a lower order, or the file is not in order; it ends here then.
    for _ in 0..<trie.order {
      guard let node = state.node else { break }
      if let found = trie.child(of: node, word) {
        state.node = found < trie.contextCount ? found : trie.suffix(of: found)
        return backoff + Double(logProbabilities[found])
      }
      if node < trie.contextCount { backoff += Double(backoffs[node]) }
      state.node = trie.suffix(of: node)
    }
    state.node = trie.order > 1 ? Int(word) : nil
    return backoff + Double(logProbabilities[Int(word)])
  }

  /// What is wrong with the arrays, or nil; they may come from a file.
  var problem: String? {
    for order in stride(from: 2, through: trie.order, by: 1) {
      let nodes = trie.nodes(ofOrder: order)
      var begin = nodes.lowerBound
      for node in trie.nodes(ofOrder: order - 1) {
        let (first, end) = (Int(trie.firstChildren[node]), Int(trie.firstChildren[node + 1]))
        guard first == begin, end >= first, end <= nodes.upperBound else {
          return "the continuations of n-gram \(node) are \(first) to \(end)"
        }
        begin = end
      }
      guard begin == nodes.upperBound else {
        return "the \(order)-grams end at \(begin), not at \(nodes.upperBound)"
      }
    }
    for node in 0..<trie.count where trie.words[node] >= trie.vocabularySize {
      return "n-gram \(node) ends in word \(trie.words[node]) of \(trie.vocabularySize)"
    }
    return nil
  }

  /// The decimal log-probabilities of all words after a state.
  func logProbabilities(after state: State) -> [Double] {
    var contexts: [(node: Int, backoff: Double)] = []
    var backoff = 0.0
    var context = state.node
    for _ in 0..<trie.order {
      guard let node = context else { break }
      contexts.append((node, backoff))
      if node < trie.contextCount { backoff += Double(backoffs[node]) }
      context = trie.suffix(of: node)
    }
    var values = (0..<trie.vocabularySize).map { backoff + Double(logProbabilities[$0]) }
    for (node, backoff) in contexts.reversed() {
      for child in trie.children(of: node) where trie.words[child] < trie.vocabularySize {
        values[Int(trie.words[child])] = backoff + Double(logProbabilities[child])
      }
    }
    // <s> is never predicted.
    values[Int(Vocabulary.sentenceStartID)] = -.infinity
    return values
  }
}
