import ParlanceSystem

/// How the words of texts are cut into pieces.
public struct SubwordSettings: Codable, Sendable, Equatable {
  /// Merges that are learned from the training text, at most.
  public var merges = 8000
  /// A file of merges in their place.
  public var codes: String?
  /// The rate at which merges are left out in training, so that a word is seen in several ways (BPE-dropout;
  /// Provilkov, Emelianenko and Voita 2020).
  public var subwordDropout = 0.0

  /// Creates the defaults.
  public init() {}

  /// What is wrong with the numbers, or nil.
  package var problem: SettingProblem? {
    .first(
      of: .first(counts: ["merges": merges]), .first(rates: ["subwordDropout": subwordDropout]))
  }

  /// The merges: those of the file, or what is learned from words and how often each occurs.
  ///
  /// - Throws: what `BytePairEncoding.read` throws, and `Interrupted` where a stop was asked for.
  package func encoding(of words: [(word: String, count: Int)]) throws -> BytePairEncoding {
    try codes.map(BytePairEncoding.read) ?? BytePairEncoding.learned(from: words, merges: merges)
  }
}

extension BytePairEncoding {
  /// The vocabulary of words' pieces, with all bytes, so that nothing is unknown.
  ///
  /// A piece that is seen once teaches nothing; its parts do.
  ///
  /// - `dropsMerges`: whether merges are left out, so that all that they join may stand alone.
  package func vocabulary(
    of words: [(word: String, count: Int)], minimumCount: Int = 2, dropsMerges: Bool = false
  ) -> Vocabulary {
    let least = max(minimumCount, 2)
    var builder = VocabularyBuilder()
    for (word, count) in words {
      for piece in pieces(of: word) { builder.add(piece, count: count) }
    }
    for merge in dropsMerges ? merges : [] {
      for symbol in [merge.first, merge.second, merge.first + merge.second] {
        let isLast = symbol.ends(with: Self.wordEnd)
        let text = isLast ? String(symbol.unicodeScalars.dropLast(4)) : symbol + Self.continuation
        if !text.isEmpty { builder.add(text, count: least) }
      }
    }
    for byte in Self.byteTokens { builder.add(byte, count: least) }
    return builder.build(minimumCount: least)
  }
}
