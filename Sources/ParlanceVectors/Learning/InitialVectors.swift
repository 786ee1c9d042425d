import ParlanceSystem
import ParlanceText

/// The words that vectors are learned for: those of a text, and behind them those of given vectors that the
/// text lacks, which occur 0 times.
struct LearnedWords: Sendable {
  let words: [String]
  let counts: [Int]
  /// Vectors to begin with.
  let given: WordVectors?

  init(words: [String], counts: [Int], given: WordVectors?) {
    var (words, counts) = (words, counts)
    if let given {
      var known = Set(words.map { TokenKey($0) })
      for index in 0..<given.count {
        let word = given.word(at: index)
        if known.insert(TokenKey(word)).inserted {
          words.append(word)
          counts.append(0)
        }
      }
    }
    (self.words, self.counts, self.given) = (words, counts, given)
  }

  /// Calls a function with the place of each word that has a given vector, and that.
  func forEachGiven(_ body: (_ word: Int, _ vector: [Float]) -> Void) {
    guard let given else { return }
    for (place, word) in words.enumerated() {
      if let index = given.index(of: word) { body(place, given.vector(at: index)) }
    }
  }

  /// Reads given vectors.
  ///
  /// - Throws: `InputError` where they have another number of dimensions.
  static func read(_ path: String, dimensions: Int) throws -> WordVectors {
    let vectors = try WordVectors.read(path: path)
    guard vectors.dimension == dimensions else {
      throw InputError(
        .badData, file: path,
        "expected vectors of \(dimensions) numbers, as many as --dimensions says, found "
          + "\(vectors.dimension)")
    }
    return vectors
  }
}
