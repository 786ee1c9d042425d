import ParlanceSystem

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The file `vocabulary.txt`: one token a line, line n holding the token of id n - 1.
///
/// `\n \r \t \\` stand for a line feed, carriage return, tab and backslash, and `\u{20}` for the
/// scalar of that hexadecimal number; other white space and control characters are written so.
extension Vocabulary {
  /// What the vocabulary's file holds.
  public var fileContents: String {
    var text = ""
    for token in tokens {
      text += Self.escaped(token)
      text += "\n"
    }
    return text
  }

  /// Writes the vocabulary's file.
  ///
  /// Throws `InputError`: `.cannotCreate` where the file cannot be opened, `.inputOutput` where
  /// writing fails.
  public func write(to path: String) throws {
    try AtomicFile.write(fileContents, to: path)
  }

  /// Reads the vocabulary's file.
  ///
  /// Throws what `LineReader` throws, and `InputError.badData` with the line for an unknown escape,
  /// an empty or repeated token, or special tokens that are not on the first lines.
  public static func read(from path: String) throws -> Vocabulary {
    var tokens: [String] = []
    var reader = try LineReader(path: path)
    while let line = try reader.next() {
      guard let token = unescaped(line) else {
        throw InputError(
          .badData, file: reader.name, line: reader.lineNumber,
          #"a backslash must start one of \n \r \t \\ \u{…}: found \#(line)"#)
      }
      tokens.append(token)
    }
    return try Vocabulary(tokens: tokens, file: reader.name)
  }

  static func escaped(_ token: String) -> String {
    guard token.unicodeScalars.contains(where: needsEscape) else { return token }
    var text = ""
    for scalar in token.unicodeScalars {
      switch scalar {
      case "\n": text += #"\n"#
      case "\r": text += #"\r"#
      case "\t": text += #"\t"#
      case "\\": text += #"\\"#
      case _ where needsEscape(scalar): text += "\\u{\(String(scalar.value, radix: 16))}"
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text
  }

  private static func needsEscape(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return scalar.value <= 0x20 || scalar.value == 0x7F || scalar == "\\" }
    return scalar.properties.isWhitespace || scalar.properties.generalCategory == .control
      || scalar.value == 0xFEFF
  }

  static func unescaped(_ line: String) -> String? {
    guard line.utf8.contains(UInt8(ascii: "\\")) else { return line }
    var text = String.UnicodeScalarView()
    var rest = line.unicodeScalars[...]
    while let scalar = rest.popFirst() {
      guard scalar == "\\" else {
        text.append(scalar)
        continue
      }
      switch rest.popFirst() {
      case "n": text.append("\n")
      case "r": text.append("\r")
      case "t": text.append("\t")
      case "\\": text.append("\\")
      case "u":
        guard let scalar = numberedScalar(&rest) else { return nil }
        text.append(scalar)
      default: return nil
      }
    }
    return String(text)
  }

  /// Takes `{…}` with one to six hexadecimal digits off the front.
  private static func numberedScalar(
    _ rest: inout Substring.UnicodeScalarView
  ) -> Unicode.Scalar? {
    guard rest.popFirst() == "{", let close = rest.firstIndex(of: "}") else { return nil }
    let digits = rest[..<close]
    rest = rest[rest.index(after: close)...]
    guard (1...6).contains(digits.count), digits.allSatisfy({ $0.properties.isASCIIHexDigit })
    else {
      return nil
    }
    return UInt32(String(digits), radix: 16).flatMap(Unicode.Scalar.init)
  }
}
