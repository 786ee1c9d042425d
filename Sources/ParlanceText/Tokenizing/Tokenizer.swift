/// Cuts lines into tokens and joins tokens to lines.
public struct Tokenizer: Sendable, Equatable, Codable {
  /// What a token is.
  public let level: TextLevel
  /// How words are told apart.
  public let style: WordStyle
  /// Whether capital letters are made small.
  public let lowercased: Bool
  /// What cuts words into pieces; model directories have it in a file of its own.
  var subwords: SubwordCutter?

  private enum CodingKeys: CodingKey { case level, style, lowercased }

  /// Creates a tokenizer.
  public init(level: TextLevel, style: WordStyle = .whitespace, lowercased: Bool = false) {
    (self.level, self.style, self.lowercased) = (level, style, lowercased)
  }

  /// Cuts a line: into words, at Unicode white space or as the style says, and these into pieces, or into
  /// all its scalars or graphemes.
  ///
  /// Of words, `<s>` at the beginning of a line and `</s>` at its end are the marks of its ends, which
  /// every line has anyway, and no tokens.
  public func tokens(_ line: String) -> [String] {
    let line = level.hasWords ? LineMarks.without(line) : line
    return cut(lowercased ? line.lowercased() : line)
  }

  /// The first tokens of a line, without a look at the rest.
  package func tokens(_ line: String, limit: Int) -> [String] {
    if line.utf8.count <= limit { return tokens(line) }
    if cutsIntoPieces { return Array(pieces(of: ofWords.tokens(line, limit: limit)).prefix(limit)) }
    if level == .character, !lowercased {
      return line.unicodeScalars.prefix(limit).map { String($0) }
    }
    if level == .grapheme, !lowercased { return line.prefix(limit).map { String($0) } }
    guard level.hasWords else { return Array(tokens(line).prefix(limit)) }
    let text = LineMarks.without(line)
    let plain = lowercased ? text.lowercased() : text
    if style != .whitespace { return WordScanner(plain, style).words(limit: limit) }
    struct Enough: Error {}
    var words: [String] = []
    try? Tokenizer(level: .word).forEachToken(plain) { token in
      if words.count == limit { throw Enough() }
      words.append(String(decoding: token, as: UTF8.self))
    }
    return words
  }

  /// Whether a line has nothing but white space, the marks of its ends left out.
  package func isBlank(_ line: String) -> Bool {
    (level.hasWords ? LineMarks.without(line) : line).isWhiteSpace
  }

  private func cut(_ line: String) -> [String] {
    switch level {
    case .word, .subword:
      pieces(of: style == .whitespace ? words(line) : WordScanner(line, style).words())
    case .character: line.unicodeScalars.map { String($0) }
    case .grapheme: line.map { String($0) }
    }
  }

  /// Joins tokens to a line, words with one space, leaving out `<pad>`, `<s>` and `</s>`.
  public func joined(_ tokens: [String]) -> String {
    let tokens = tokens.filter { !Vocabulary.isBoundary($0) }
    return encoding?.joined(tokens) ?? tokens.joined(separator: level.hasWords ? " " : "")
  }

  /// Calls `body` with the bytes of each token of a line.
  func forEachToken(_ line: String, _ body: (UnsafeRawBufferPointer) throws -> Void) rethrows {
    guard level.hasWords, style == .whitespace, !lowercased, !cutsIntoPieces else {
      for var token in tokens(line) { try token.withUTF8 { try body(UnsafeRawBufferPointer($0)) } }
      return
    }
    var line = LineMarks.without(line)
    try line.withUTF8 { bytes in
      var start = 0
      var index = 0
      while index < bytes.count {
        let width = widthOfWhiteSpace(in: bytes, at: index)
        if width == 0 {
          index += 1
          continue
        }
        if start < index {
          try body(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: bytes[start..<index])))
        }
        index += width
        start = index
      }
      if start < bytes.count {
        try body(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: bytes[start...])))
      }
    }
  }

  func words(_ line: String) -> [String] {
    var words: [String] = []
    words.reserveCapacity(line.utf8.count / 5)
    Tokenizer(level: .word).forEachToken(line) {
      words.append(String(decoding: $0, as: UTF8.self))
    }
    return words
  }
}

/// The bytes of the white space that starts at `index` of well-formed UTF-8, or 0 for other text.
@inline(__always)
private func widthOfWhiteSpace(in bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> Int {
  let byte = bytes[index]
  if byte < 0x80 { return byte == 0x20 || (0x09...0x0D).contains(byte) ? 1 : 0 }
  let isWhiteSpace =
    switch byte {
    case 0xC2: bytes[index + 1] == 0x85 || bytes[index + 1] == 0xA0
    case 0xE1: bytes[index + 1] == 0x9A && bytes[index + 2] == 0x80
    case 0xE2: isGeneralPunctuationSpace(bytes[index + 1], bytes[index + 2])
    case 0xE3: bytes[index + 1] == 0x80 && bytes[index + 2] == 0x80
    default: false
    }
  return isWhiteSpace ? (byte == 0xC2 ? 2 : 3) : 0
}

/// Whether 0xE2 and these two bytes spell one of U+2000–200A, 2028, 2029, 202F, 205F.
private func isGeneralPunctuationSpace(_ second: UInt8, _ third: UInt8) -> Bool {
  switch second {
  case 0x80: third <= 0x8A || third == 0xA8 || third == 0xA9 || third == 0xAF
  case 0x81: third == 0x9F
  default: false
  }
}
