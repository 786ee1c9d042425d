import ParlanceSystem

/// The distinct tokens of a text in the order in which they were first seen, and how often each occurs.
package struct CountedTokens: Sendable {
  private(set) var table = TokenTable()
  /// How often each occurs.
  package private(set) var counts: [Int] = []

  /// Creates the tokens of no text.
  package init() {}

  /// The number of distinct tokens.
  package var count: Int { table.count }

  /// How often all occur together.
  package var total: Int { counts.reduce(0, +) }

  /// A token by its number.
  package func token(_ number: Int) -> String { table.token(number) }

  /// Counts a token some times; → its number.
  @discardableResult
  mutating func add(_ token: UnsafeRawBufferPointer, count: Int = 1) -> Int {
    let number = table.code(of: token)
    if number == counts.count { counts.append(0) }
    counts[number] += count
    return number
  }

  /// Counts a token some times; → its number.
  @discardableResult
  package mutating func add(_ token: String, count: Int) -> Int {
    var token = token
    return token.withUTF8 { add(UnsafeRawBufferPointer($0), count: count) }
  }

  /// Takes one occurrence of a token away.
  mutating func remove(_ number: Int) { counts[number] -= 1 }

  /// Counts the tokens of a text that stands behind this one; → the numbers that they have here.
  @discardableResult
  package mutating func add(_ others: CountedTokens) -> [Int] {
    (0..<others.count).map { add(others.token($0), count: others.counts[$0]) }
  }

  /// The vocabulary of these tokens; see `VocabularyBuilder.build`.
  package func vocabulary(size: Int?, minimumCount: Int) -> Vocabulary {
    var builder = VocabularyBuilder()
    for number in counts.indices where counts[number] > 0 {
      builder.add(token(number), count: counts[number])
    }
    return builder.build(size: size, minimumCount: minimumCount)
  }

  /// The id of each token in a vocabulary, and how often there are tokens that the vocabulary lacks; a
  /// literal `<unk>` is not one of them.
  package func ids(in vocabulary: Vocabulary) -> (ids: [UInt32], outOfVocabularyCount: Int) {
    var outside = 0
    let ids = counts.indices.map { number in
      let token = token(number)
      let id = vocabulary.id(of: token)
      // Boundaries and padding are never text.
      let isOrdinary = id > Vocabulary.sentenceEndID || haveEqualScalars(token, Vocabulary.unknown)
      if !isOrdinary { outside += counts[number] }
      return UInt32(isOrdinary ? id : Vocabulary.unknownID)
    }
    return (ids, outside)
  }
}

extension CountedTokens {
  /// A line of each token and its count.
  package var lines: [UInt8] {
    counts.indices.reduce(into: []) { $0 += "\(token($1)) \(counts[$1])\n".utf8 }
  }

  /// Reads so many lines of a token and its count from the beginning of bytes; nil where other lines
  /// come, or where a token is there twice.
  package init?(lines count: Int, of bytes: UnsafeRawBufferPointer) {
    var start = 0
    while self.count < count {
      guard let end = bytes[start...].firstIndex(of: 0x0A),
        let blank = bytes[start..<end].lastIndex(of: 0x20), blank > start,
        let times = Int(String(decoding: bytes[(blank + 1)..<end], as: UTF8.self)),
        0...Int(UInt32.max) ~= times
      else { return nil }
      let before = self.count
      add(UnsafeRawBufferPointer(rebasing: bytes[start..<blank]), count: times)
      if self.count == before { return nil }
      start = end + 1
    }
  }
}
