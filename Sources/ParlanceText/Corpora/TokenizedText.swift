import ParlanceSystem

/// A text cut into tokens, each stored as a number of its own, before any vocabulary is chosen.
///
/// Read once, it gives its first lines to the vocabulary and all of them to corpora.
public struct TokenizedText: Sendable {
  /// The distinct tokens in the order in which they were first seen.
  var distinct: [String] { (0..<table.count).map(table.token) }
  private(set) var codes: [Int32] = []
  private(set) var lineEnds: [Int] = []
  private(set) var table = TokenTable()

  /// The number of lines.
  public var lineCount: Int { lineEnds.count }
  /// The number of tokens, line ends not counted.
  public var tokenCount: Int { codes.count }

  init() {}

  init(codes: [Int32], lineEnds: [Int], _ table: TokenTable) {
    (self.codes, self.lineEnds, self.table) = (codes, lineEnds, table)
  }

  /// Cuts lines into tokens, leaving out lines of nothing but white space if so asked.
  public init(lines: some Sequence<String>, tokenizer: Tokenizer, skipBlankLines: Bool = false) {
    for line in lines { add(line, tokenizer.ofWords, skipBlankLines) }
    self = cut(by: tokenizer)
  }

  /// Reads a text, plain or gzipped, or standard input for `-`.
  ///
  /// - `look`: told of each line that is read.
  /// Throws what `LineReader` throws, and `InputError.badData` where the text holds no token.
  public static func read(
    path: String, tokenizer: Tokenizer, skipBlankLines: Bool = false,
    look: (String) -> Void = { _ in }
  ) throws -> TokenizedText {
    var text = TokenizedText()
    let words = tokenizer.ofWords
    try LineReader.forEachLine(path) { line, _ in
      if skipBlankLines, words.isBlank(line) { return }
      look(line)
      text.add(line, words, false)
    }
    guard text.tokenCount > 0 else {
      throw InputError(.badData, file: path, "the text is empty: it holds no token")
    }
    return text.cut(by: tokenizer)
  }

  /// Returns the vocabulary of this text; see `VocabularyBuilder.build`.
  public func vocabulary(size: Int? = nil, minimumCount: Int = 1) -> Vocabulary {
    let distinct = distinct
    var counts = [Int](repeating: 0, count: distinct.count)
    for code in codes { counts[Int(code)] += 1 }
    var builder = VocabularyBuilder()
    for (token, count) in zip(distinct, counts) where count > 0 { builder.add(token, count: count) }
    return builder.build(size: size, minimumCount: minimumCount)
  }

  /// Returns the text in the ids of a vocabulary.
  public func encoded(
    with vocabulary: Vocabulary, outOfVocabularyID: Int32 = Vocabulary.unknownID
  ) -> TokenCorpus {
    TokenCorpus(self, vocabulary, outOfVocabularyID: outOfVocabularyID)
  }

  /// Returns the first lines and, of the last ones, this share, at least one line each.
  ///
  /// Throws `InputError.badData` where the text has fewer than 2 lines or one part has no token.
  public func split(validationFraction: Double) throws -> (
    training: TokenizedText, validation: TokenizedText
  ) {
    let cut = try lineCut(lineCount: lineCount, validationFraction: validationFraction)
    let parts = (training: lines(0..<cut), validation: lines(cut..<lineCount))
    try Self.checkParts(parts.training.tokenCount, parts.validation.tokenCount)
    return parts
  }

  /// Throws where a part has no token.
  static func checkParts(_ training: Int, _ validation: Int) throws {
    guard training > 0, validation > 0 else {
      throw InputError(.badData, "a part of the text holds blank lines only; give validation text")
    }
  }

  private func lines(_ range: Range<Int>) -> TokenizedText {
    let offset = range.lowerBound == 0 ? 0 : lineEnds[range.lowerBound - 1]
    let end = range.isEmpty ? offset : lineEnds[range.upperBound - 1]
    var part = self
    part.codes = Array(codes[offset..<end])
    part.lineEnds = lineEnds[range].map { $0 - offset }
    return part
  }

  private mutating func add(_ line: String, _ tokenizer: Tokenizer, _ skipBlankLines: Bool) {
    if skipBlankLines, tokenizer.isBlank(line) { return }
    tokenizer.forEachToken(line) { codes.append(Int32(table.code(of: $0))) }
    lineEnds.append(codes.count)
  }
}

/// The number of lines before the held-out share.
func lineCut(lineCount: Int, validationFraction: Double) throws -> Int {
  guard validationFraction > 0, validationFraction < 1 else {
    throw InputError(
      .usage, "the share held out must lie between 0 and 1, found \(validationFraction)")
  }
  guard lineCount >= 2 else {
    throw InputError(
      .badData,
      "at least 2 lines are needed to hold some out, found \(lineCount); give validation text")
  }
  let held = Int((Double(lineCount) * validationFraction).rounded())
  return lineCount - min(max(held, 1), lineCount - 1)
}
