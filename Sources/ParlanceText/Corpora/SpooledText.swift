import ParlanceSystem

/// A text cut into tokens, each stored as a number, in memory or in a temporary file: for texts that
/// memory may not hold.
public struct SpooledText: Sendable {
  /// The number of lines.
  public private(set) var lineCount = 0
  /// The distinct tokens in the order in which they were first seen, and how often each occurs here.
  package private(set) var distinct: CountedTokens
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
    var distinct = CountedTokens()
    while let line = try next() {
      if skipBlankLines, tokenizer.isBlank(line) { continue }
      lineCount += 1
      try spool.append(Self.lineStart)
      try tokenizer.forEachToken(line) { token in
        try spool.append(UInt32(distinct.add(token)) + Self.firstCode)
      }
      try spool.append(Self.lineEnd)
    }
    self.distinct = distinct
    codes = try spool.numbers()
  }

  /// The vocabulary of this text; see `VocabularyBuilder.build`.
  public func vocabulary(size: Int? = nil, minimumCount: Int = 1) -> Vocabulary {
    distinct.vocabulary(size: size, minimumCount: minimumCount)
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
        distinct.remove(Int(code - Self.firstCode))
      }
    }
    codes = codes.prefix(start)
    lineCount = cut
    let validation = TokenizedText(codes: held, lineEnds: lineEnds, distinct.table)
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
    let (ids, outside) = distinct.ids(in: vocabulary)
    return (tokens(ids), outside)
  }

  /// The text in other numbers of its distinct tokens, each line between `<s>` and `</s>`.
  ///
  /// The numbers are changed where they lie: the text is used up.
  package consuming func tokens(_ ids: [UInt32]) -> NumberBuffer<UInt32> {
    let places = [UInt32(Vocabulary.sentenceStartID), UInt32(Vocabulary.sentenceEndID)] + ids
    for index in 0..<codes.count { codes[index] = places[Int(codes[index])] }
    return codes
  }
}
