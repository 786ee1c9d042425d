import ParlanceSystem

/// A text cut into tokens, each stored as a number, in memory or in a temporary file: for texts that
/// memory may not hold.
public struct SpooledText: Sendable {
  /// The number of lines.
  public private(set) var lineCount = 0
  /// The distinct tokens in the order in which they were first seen, and how often each occurs.
  let table: TokenTable
  private(set) var counts: [Int]
  private(set) var codes: NumberBuffer<UInt32>

  /// What stands before and after each line; tokens are numbered from 2 on.
  static let (lineStart, lineEnd, firstCode) = (UInt32(0), UInt32(1), UInt32(2))

  /// The number of tokens, line ends not counted.
  public var tokenCount: Int { codes.count - 2 * lineCount }

  /// Takes lines from a source until it gives none.
  ///
  /// - `folder`: where the numbers are kept; nil for memory.
  /// - Throws: what the source throws, and `InputError` where the folder cannot take the numbers.
  public init(
    tokenizer: Tokenizer, skipBlankLines: Bool, folder: String? = nil, next: () throws -> String?
  ) throws {
    var spool = try NumberSpool(folder: folder)
    var table = TokenTable()
    var counts: [Int] = []
    while let line = try next() {
      if skipBlankLines, tokenizer.isBlank(line) { continue }
      lineCount += 1
      try spool.append(Self.lineStart)
      try tokenizer.forEachToken(line) { token in
        let code = table.code(of: token)
        if code == counts.count { counts.append(0) }
        counts[code] += 1
        try spool.append(UInt32(code) + Self.firstCode)
      }
      try spool.append(Self.lineEnd)
    }
    self.table = table
    self.counts = counts
    codes = try spool.numbers()
  }

  /// The vocabulary of this text; see `VocabularyBuilder.build`.
  public func vocabulary(size: Int? = nil, minimumCount: Int = 1) -> Vocabulary {
    var builder = VocabularyBuilder()
    for (code, count) in counts.enumerated() where count > 0 {
      builder.add(table.token(code), count: count)
    }
    return builder.build(size: size, minimumCount: minimumCount)
  }

  /// The first lines and, of the last ones, this share, at least one line each: as
  /// `TokenizedText.split` cuts.
  ///
  /// - Throws: `InputError` of kind `badData` where there are fewer than 2 lines or one part has no token.
  public consuming func split(
    validationFraction: Double
  ) throws -> (training: SpooledText, validation: TokenizedText) {
    let cut = try lineCut(lineCount: lineCount, validationFraction: validationFraction)
    var start = codes.count
    for _ in cut..<lineCount {
      repeat { start -= 1 } while codes[start] != Self.lineStart
    }
    var (held, lineEnds): ([Int32], [Int]) = ([], [])
    for index in start..<codes.count {
      switch codes[index] {
      case Self.lineStart: break
      case Self.lineEnd: lineEnds.append(held.count)
      case let code:
        held.append(Int32(code - Self.firstCode))
        counts[Int(code - Self.firstCode)] -= 1
      }
    }
    codes = codes.prefix(start)
    lineCount = cut
    let validation = TokenizedText(codes: held, lineEnds: lineEnds, table)
    try TokenizedText.checkParts(tokenCount, validation.tokenCount)
    return (self, validation)
  }

  /// The text in the ids of a vocabulary, each line between `<s>` and `</s>`, and how many of its tokens
  /// the vocabulary lacks; a literal `<unk>` is not one of them.
  ///
  /// The numbers are turned into ids where they lie: the text is used up.
  public consuming func tokens(
    in vocabulary: Vocabulary
  ) -> (ids: NumberBuffer<UInt32>, outOfVocabularyCount: Int) {
    var outside = 0
    let ids = counts.indices.map { index in
      let token = table.token(index)
      let id = vocabulary.id(of: token)
      // Boundaries and padding are never text.
      let isOrdinary = id > Vocabulary.sentenceEndID || haveEqualScalars(token, Vocabulary.unknown)
      if !isOrdinary { outside += counts[index] }
      return UInt32(isOrdinary ? id : Vocabulary.unknownID)
    }
    let places = [UInt32(Vocabulary.sentenceStartID), UInt32(Vocabulary.sentenceEndID)] + ids
    for index in 0..<codes.count { codes[index] = places[Int(codes[index])] }
    return (codes, outside)
  }
}
