/// Cuts lines into tokens and joins tokens to lines.
public struct Tokenizer: Sendable, Equatable, Codable {
  /// What a token is.
  public let level: TextLevel
  /// How words are told apart.
  public let style: WordStyle
  /// Whether capital letters are made small.
  public let lowercased: Bool

  /// Creates a tokenizer.
  public init(level: TextLevel, style: WordStyle = .whitespace, lowercased: Bool = false) {
    (self.level, self.style, self.lowercased) = (level, style, lowercased)
  }

  /// Cuts a line: into words, at Unicode white space or as the style says, or into all its scalars or
  /// graphemes.
  public func tokens(_ line: String) -> [String] {
    cut(lowercased ? line.lowercased() : line)
  }

  private func cut(_ line: String) -> [String] {
    switch level {
    case .word: style == .whitespace ? words(line) : WordScanner(line, style).words()
    case .character: line.unicodeScalars.map { String($0) }
    case .grapheme: line.map { String($0) }
    }
  }

  /// Joins tokens to a line, words with one space, leaving out `<pad>`, `<s>` and `</s>`.
  public func joined(_ tokens: [String]) -> String {
    tokens.filter { !Vocabulary.isBoundary($0) }.joined(separator: level == .word ? " " : "")
  }

  /// Calls `body` with the bytes of each token of a line.
  func forEachToken(_ line: String, _ body: (UnsafeRawBufferPointer) throws -> Void) rethrows {
    guard level == .word, style == .whitespace, !lowercased else {
      for var token in tokens(line) { try token.withUTF8 { try body(UnsafeRawBufferPointer($0)) } }
      return
    }
    var line = line
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

  private func words(_ line: String) -> [String] {
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
