import Foundation
import ParlanceSystem

/// Cuts words into those pieces that a vocabulary has, from any thread; what was cut is remembered.
final class SubwordCutter: @unchecked Sendable {
  let encoding: BytePairEncoding
  private let lock = NSLock()
  private var encoder: BytePairEncoder

  init(_ encoding: BytePairEncoding) {
    self.encoding = encoding
    encoder = BytePairEncoder(encoding)
  }

  /// The pieces of a word; a literal `<unk>` is what it stands for.
  func pieces(of word: String) -> [String] {
    if haveEqualScalars(word, Vocabulary.unknown) { return [word] }
    return lock.withLock { encoder.pieces(of: word) }
  }
}

extension Tokenizer {
  /// Whether words are cut into pieces whose merges are known.
  package var cutsIntoPieces: Bool { subwords != nil }

  /// How words are cut; nil where they are not.
  public var encoding: BytePairEncoding? { subwords?.encoding }

  /// The same, with words cut into pieces of a vocabulary, in which nothing is unknown: what it lacks is cut
  /// further, down to bytes.
  public func cutting(by encoding: BytePairEncoding, into vocabulary: Vocabulary) -> Tokenizer {
    var cutting = encoding
    cutting.limits = BytePairEncoding.Limits(
      pieces: Set(vocabulary.tokens.dropFirst(Vocabulary.specials.count)), hasByteFallback: true)
    var tokenizer = self
    tokenizer.subwords = SubwordCutter(cutting)
    return tokenizer
  }

  /// The same, with whole words in the place of pieces.
  package var ofWords: Tokenizer {
    var tokenizer = self
    tokenizer.subwords = nil
    return tokenizer
  }

  /// The pieces of words that are cut already.
  package func pieces(of words: [String]) -> [String] {
    guard let subwords else { return words }
    return words.flatMap(subwords.pieces)
  }

  /// The same with merges left out at random.
  ///
  /// - `key`: decides which; the same words are cut in the same way with it.
  package func pieces(of words: [String], dropout: Double, key: UInt64) -> [String] {
    guard let encoding, dropout > 0 else { return pieces(of: words) }
    var generator = SplitMix64(seed: key)
    return words.flatMap {
      haveEqualScalars($0, Vocabulary.unknown)
        ? [$0] : encoding.pieces(of: $0, dropout: dropout, using: &generator)
    }
  }

  public static func == (a: Tokenizer, b: Tokenizer) -> Bool {
    a.level == b.level && a.style == b.style && a.lowercased == b.lowercased
      && a.encoding == b.encoding
  }
}

extension TokenizedText {
  /// Words and how often each occurs, a literal `<unk>` not among them.
  package var wordCounts: [(word: String, count: Int)] {
    var counts = [Int](repeating: 0, count: table.count)
    for code in codes { counts[Int(code)] += 1 }
    return counts.indices.lazy.filter { counts[$0] > 0 }.map { (table.token($0), counts[$0]) }
      .filter { !haveEqualScalars($0.0, Vocabulary.unknown) }
  }

  /// The text with its words cut into pieces, each distinct word once.
  package func cut(by tokenizer: Tokenizer) -> TokenizedText {
    guard tokenizer.cutsIntoPieces else { return self }
    var places = [[Int32]?](repeating: nil, count: table.count)
    return cut { code, table in
      if let known = places[code] { return known }
      let pieces = tokenizer.pieces(of: [self.table.token(code)])
        .map { Int32(table.code(of: $0)) }
      places[code] = pieces
      return pieces
    }
  }

  /// The same with merges left out at random, each time that a word occurs.
  package func cut(by tokenizer: Tokenizer, dropout: Double, key: RandomKey) -> TokenizedText {
    var place: UInt64 = 0
    return cut { code, table in
      place += 1
      return tokenizer.pieces(
        of: [self.table.token(code)], dropout: dropout, key: key.folding(in: place).bits
      ).map { Int32(table.code(of: $0)) }
    }
  }

  private func cut(_ pieces: (Int, inout TokenTable) -> [Int32]) -> TokenizedText {
    var (cut, ends, table, start) = ([Int32](), [Int](), TokenTable(), 0)
    for end in lineEnds {
      for code in codes[start..<end] { cut += pieces(Int(code), &table) }
      ends.append(cut.count)
      start = end
    }
    return TokenizedText(codes: cut, lineEnds: ends, table)
  }
}

extension TokenTable {
  mutating func code(of token: String) -> Int {
    var token = token
    return token.withUTF8 { code(of: UnsafeRawBufferPointer($0)) }
  }
}
