import Foundation
import ParlanceSystem

/// Words with a vector each, as GloVe and word2vec write them.
public struct WordVectors: Sendable {
  /// The words, in the order of the file.
  public let words: [String]
  /// Their vectors, one after the other: words · D numbers.
  public let numbers: [Float]
  /// D: numbers of a vector.
  public let dimension: Int
  /// What was noticed on reading, for people.
  public internal(set) var notes: [String] = []
  private let indices: [TokenKey: Int]

  /// Creates vectors of D numbers each; traps for another count. Of a word that is there twice, the
  /// first counts.
  public init(words: [String], numbers: [Float], dimension: Int) {
    guard dimension >= 0, numbers.count == words.count * dimension else {
      fatalError(
        "WordVectors: \(numbers.count) numbers for \(words.count) words of \(dimension) each")
    }
    (self.words, self.numbers, self.dimension) = (words, numbers, dimension)
    var indices = [TokenKey: Int](minimumCapacity: words.count)
    for (index, word) in words.enumerated() where indices[TokenKey(word)] == nil {
      indices[TokenKey(word)] = index
    }
    self.indices = indices
  }

  /// The number of words.
  public var count: Int { words.count }

  /// A word by its place in the file.
  public func word(at index: Int) -> String { words[index] }

  /// The vector of a word by its place in the file: D numbers.
  public func vector(at index: Int) -> [Float] {
    Array(numbers[index * dimension..<(index + 1) * dimension])
  }

  /// The vector of a word: its own; where it has none, the mean of its parts' where these have vectors;
  /// else nil.
  public func vector(of word: some StringProtocol) -> [Float]? { index(of: word).map(vector(at:)) }

  /// The parts that words without a vector of their own are made of, or nil.
  public var subwords: Subwords? { nil }

  /// The index of a word, or nil.
  public func index(of word: some StringProtocol) -> Int? { indices[TokenKey(word)] }

  /// The index of the first of a word's `spellings` that has one, or nil.
  public func index(near word: String) -> Int? {
    index(of: word) ?? Self.spellings(of: word).lazy.compactMap { index(of: $0) }.first
  }

  /// What a word is looked up as, one after the other: as it is, in small letters, and of a hashtag
  /// the word in it.
  public static func spellings(of word: String) -> [String] {
    let small = word.lowercased()
    var spellings = haveEqualScalars(small, word) ? [word] : [word, small]
    if word.utf8.count > 1, word.begins(with: "#") {
      spellings += Self.spellings(of: String(word.unicodeScalars.dropFirst()))
    }
    return spellings
  }

  /// The share of tokens that have a vector, for people.
  public func coverage(of tokens: some Sequence<String>) -> String {
    var (known, all) = (0, 0)
    for token in tokens {
      all += 1
      if index(near: token) != nil { known += 1 }
    }
    let share = 100 * Double(known) / Double(max(all, 1))
    return String(format: "%.1f %% of the training tokens have a given vector", share)
  }
}

extension Vocabulary {
  /// The id of the first of a word's spellings that is known, or that of `<unk>`.
  public func id(near word: String) -> Int32 {
    let id = id(of: word)
    guard id == Self.unknownID else { return id }
    return WordVectors.spellings(of: word).lazy.map { self.id(of: $0) }
      .first { $0 != Self.unknownID } ?? id
  }
}
