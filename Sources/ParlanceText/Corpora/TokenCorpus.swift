/// A text as one array of ids: the tokens of each line, and `</s>` after each line.
public struct TokenCorpus: Sendable, Equatable {
  /// The ids of all lines one after another.
  public let ids: [Int32]
  /// For each line the index in `ids` behind its `</s>`.
  public let lineEnds: [Int]
  private let outOfVocabularyOfLine: [Int32]

  init(_ text: TokenizedText, _ vocabulary: Vocabulary, outOfVocabularyID: Int32) {
    let table = text.distinct.map { Self.id(of: $0, vocabulary) }
    var ids: [Int32] = []
    ids.reserveCapacity(text.codes.count + text.lineCount)
    var lineEnds: [Int] = []
    var outside: [Int32] = []
    var start = 0
    for end in text.lineEnds {
      var outsideOfLine: Int32 = 0
      for code in text.codes[start..<end] {
        let id = table[Int(code)]
        ids.append(id ?? outOfVocabularyID)
        if id == nil { outsideOfLine += 1 }
      }
      ids.append(Vocabulary.sentenceEndID)
      lineEnds.append(ids.count)
      outside.append(outsideOfLine)
      start = end
    }
    (self.ids, self.lineEnds, outOfVocabularyOfLine) = (ids, lineEnds, outside)
  }

  private init(ids: [Int32], lineEnds: [Int], outOfVocabularyOfLine: [Int32]) {
    self.ids = ids
    self.lineEnds = lineEnds
    self.outOfVocabularyOfLine = outOfVocabularyOfLine
  }

  /// Reads a text in the ids of a vocabulary; tokens that it lacks have an id of their own where
  /// literal ones of the same spelling are to be told apart.
  ///
  /// - `look`: told of each line that is read.
  ///
  /// Throws what `LineReader` throws, and `InputError.badData` where the text holds no token.
  public static func read(
    path: String, tokenizer: Tokenizer, vocabulary: Vocabulary, skipBlankLines: Bool = false,
    outOfVocabularyID: Int32 = Vocabulary.unknownID, look: (String) -> Void = { _ in }
  ) throws -> TokenCorpus {
    try TokenizedText.read(
      path: path, tokenizer: tokenizer, skipBlankLines: skipBlankLines, look: look
    ).encoded(with: vocabulary, outOfVocabularyID: outOfVocabularyID)
  }

  /// The number of tokens, the `</s>` of each line included.
  public var tokenCount: Int { ids.count }
  /// The number of lines.
  public var lineCount: Int { lineEnds.count }
  /// The number of tokens that the vocabulary lacks; a literal `<unk>` is not one of them.
  public var outOfVocabularyCount: Int { outOfVocabularyOfLine.reduce(0) { $0 + Int($1) } }

  /// The same of a line.
  public func outOfVocabularyCount(ofLine index: Int) -> Int { Int(outOfVocabularyOfLine[index]) }

  /// Returns where in `ids` a line lies, its `</s>` included.
  public func range(ofLine index: Int) -> Range<Int> {
    (index == 0 ? 0 : lineEnds[index - 1])..<lineEnds[index]
  }

  /// Returns the ids of a line, its `</s>` included.
  public func line(_ index: Int) -> ArraySlice<Int32> {
    ids[range(ofLine: index)]
  }

  /// Returns some of the lines as a corpus.
  public func lines(_ range: Range<Int>) -> TokenCorpus {
    let start = range.lowerBound == 0 ? 0 : lineEnds[range.lowerBound - 1]
    let end = range.isEmpty ? start : lineEnds[range.upperBound - 1]
    return TokenCorpus(
      ids: Array(ids[start..<end]), lineEnds: lineEnds[range].map { $0 - start },
      outOfVocabularyOfLine: Array(outOfVocabularyOfLine[range]))
  }

  /// Returns the corpus in other ids: `table[i]` in the place of i.
  package func replacing(_ table: [Int32]) -> TokenCorpus {
    TokenCorpus(
      ids: ids.map { table[Int($0)] }, lineEnds: lineEnds,
      outOfVocabularyOfLine: outOfVocabularyOfLine)
  }

  /// Returns the first lines and, of the last ones, this share, at least one line each.
  ///
  /// Throws `InputError.badData` where there are fewer than 2 lines, and `.usage` where the share
  /// is not between 0 and 1.
  public func split(validationFraction: Double) throws -> (
    training: TokenCorpus, validation: TokenCorpus
  ) {
    let cut = try lineCut(lineCount: lineCount, validationFraction: validationFraction)
    return (lines(0..<cut), lines(cut..<lineCount))
  }

  /// The id of a token, or nil where it is outside the vocabulary.
  ///
  /// Literal marks of a line's ends and `<pad>` are outside: they are no words.
  private static func id(of token: String, _ vocabulary: Vocabulary) -> Int32? {
    let id = vocabulary.id(of: token)
    if id == Vocabulary.paddingID || Vocabulary.isBoundary(token) { return nil }
    return id != Vocabulary.unknownID || haveEqualScalars(token, Vocabulary.unknown) ? id : nil
  }
}
