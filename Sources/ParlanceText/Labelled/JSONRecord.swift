/// The members of a JSON object on a line, as Python's `json` writes them.
///
/// Only values that are asked for are looked into: what else is there may be anything that has an end.
struct JSONRecord {
  /// A value.
  enum Value {
    case text(String)
    /// As it is written.
    case number(String)
    case truth(Bool)
    case list([Value])
    case object
    case null

    /// For messages.
    var kind: String {
      switch self {
      case .text: "a text"
      case .number(let digits): "the number \(digits.shown)"
      case .truth: "true or false"
      case .list: "a list"
      case .object: "an object"
      case .null: "null"
      }
    }
  }

  /// What is wrong with a line.
  struct Problem: Error { let message: String }

  /// The keys in the order of the line; of equal ones the last counts.
  private(set) var keys: [String] = []
  /// How many halves of a pair of surrogates stood alone; each became U+FFFD.
  private(set) var lostHalves = 0
  private var values: [Range<Int>] = []
  private let bytes: [UInt8]
  private var place = 0

  /// Reads the keys of a line; throws `Problem`.
  init(_ line: String) throws {
    bytes = Array(line.utf8)
    skipSpace()
    guard takes("{") else {
      throw Problem(
        message: "expected a JSON object, found \(line.trimmed.shown)"
          + (line.trimmed.begins(with: "[") ? "; write one object a line" : ""))
    }
    skipSpace()
    if !takes("}") {
      repeat {
        skipSpace()
        guard place < bytes.count, bytes[place] == UInt8(ascii: "\"") else {
          throw fail("expected a key in quotes")
        }
        keys.append(try readString())
        skipSpace()
        guard takes(":") else { throw fail("expected a colon after the key") }
        skipSpace()
        let begin = place
        try skipValue()
        values.append(begin..<place)
        skipSpace()
      } while takes(",")
      guard takes("}") else { throw fail("expected a comma or the object's end") }
    }
    skipSpace()
    guard place == bytes.count else { throw fail("expected nothing after the object") }
  }

  /// The value of a key, nil where it is not there; throws `Problem` for one that is no JSON.
  mutating func value(_ key: String) throws -> Value? {
    guard let index = keys.lastIndex(where: { haveEqualScalars($0, key) }) else { return nil }
    place = values[index].lowerBound
    return try readValue(depth: 0)
  }

  // MARK: Places

  private func fail(_ message: String) -> Problem {
    Problem(message: "expected a JSON object: at byte \(place + 1) of the line, \(message)")
  }

  private mutating func skipSpace() {
    while place < bytes.count, [0x20, 0x09, 0x0D, 0x0A].contains(bytes[place]) { place += 1 }
  }

  private mutating func takes(_ character: Unicode.Scalar) -> Bool {
    guard place < bytes.count, bytes[place] == UInt8(ascii: character) else { return false }
    place += 1
    return true
  }

  /// Goes behind a value without a look into it.
  private mutating func skipValue() throws {
    var open = 0
    repeat {
      guard place < bytes.count else { throw fail("the line ends within the object") }
      switch bytes[place] {
      case UInt8(ascii: "\""): try skipString()
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        open += 1
        place += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        guard open > 0 else { throw fail("expected a value") }
        open -= 1
        place += 1
      case UInt8(ascii: ","), UInt8(ascii: ":"):
        guard open > 0 else { throw fail("expected a value") }
        place += 1
      case 0x20, 0x09, 0x0A, 0x0D: place += 1
      default: skipWord()
      }
    } while open > 0
  }

  private mutating func skipWord() {
    while place < bytes.count, !Self.endsWord(bytes[place]) { place += 1 }
  }

  private static func endsWord(_ byte: UInt8) -> Bool {
    byte <= 0x20 || ",:{}[]\"".utf8.contains(byte)
  }

  private mutating func skipString() throws {
    place += 1
    while place < bytes.count, bytes[place] != UInt8(ascii: "\"") {
      place += bytes[place] == UInt8(ascii: "\\") ? 2 : 1
    }
    guard takes("\"") else { throw fail("a text does not end") }
  }

  // MARK: Values

  private mutating func readValue(depth: Int) throws -> Value {
    switch bytes[place] {
    case UInt8(ascii: "\""): return .text(try readString())
    case UInt8(ascii: "{"): return .object
    case UInt8(ascii: "["):
      // Labels are no lists of lists.
      if depth > 1 { return .object }
      return .list(try readList(depth: depth))
    default:
      let begin = place
      skipWord()
      let word = String(decoding: bytes[begin..<place], as: UTF8.self)
      switch word {
      case "true": return .truth(true)
      case "false": return .truth(false)
      case "null": return .null
      default:
        guard Self.isNumber(word) else {
          throw Problem(message: "expected a JSON value, found \(word.shown)")
        }
        return .number(word)
      }
    }
  }

  private mutating func readList(depth: Int) throws -> [Value] {
    place += 1
    var list: [Value] = []
    skipSpace()
    if takes("]") { return [] }
    repeat {
      skipSpace()
      let begin = place
      list.append(try readValue(depth: depth + 1))
      place = begin
      try skipValue()
      skipSpace()
    } while takes(",")
    guard takes("]") else { throw fail("expected a comma or the list's end") }
    return list
  }

  private static func isNumber(_ word: String) -> Bool {
    guard let first = word.utf8.first, first == UInt8(ascii: "-") || 0x30...0x39 ~= first else {
      return false
    }
    let plain = word.utf8.allSatisfy { 0x30...0x39 ~= $0 || "+-.eE".utf8.contains($0) }
    return plain && Double(word) != nil
  }

  private mutating func readString() throws -> String {
    place += 1
    var text: [UInt8] = []
    while place < bytes.count, bytes[place] != UInt8(ascii: "\"") {
      if bytes[place] == UInt8(ascii: "\\") {
        place += 1
        text += String(try readEscape()).utf8
      } else {
        text.append(bytes[place])
        place += 1
      }
    }
    guard takes("\"") else { throw fail("a text does not end") }
    return String(decoding: text, as: UTF8.self)
  }

  private mutating func readEscape() throws -> Unicode.Scalar {
    guard place < bytes.count else { throw fail("a text does not end") }
    place += 1
    switch bytes[place - 1] {
    case UInt8(ascii: "\""): return "\""
    case UInt8(ascii: "\\"): return "\\"
    case UInt8(ascii: "/"): return "/"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): break
    default: throw fail("there is no escape of this letter")
    }
    let code = try readCode()
    if let scalar = Unicode.Scalar(code) { return scalar }
    let begin = place
    if code < 0xDC00, takes("\\"), takes("u") {
      let low = try readCode()
      if 0xDC00..<0xE000 ~= low {
        return Unicode.Scalar(0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)) ?? "\u{FFFD}"
      }
    }
    place = begin
    lostHalves += 1
    return "\u{FFFD}"
  }

  private mutating func readCode() throws -> UInt32 {
    let digits = bytes[place...].prefix(4)
    guard digits.count == 4, digits.allSatisfy({ Unicode.Scalar($0).properties.isASCIIHexDigit }),
      let code = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw fail("expected four hexadecimal digits") }
    place += 4
    return code
  }
}
