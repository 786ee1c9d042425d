/// What is wrong with a text that should be JSON.
public struct JSONProblem: Error, Sendable, CustomStringConvertible {
  /// What was expected.
  public let message: String
  /// The byte, counted from 0.
  public let offset: Int

  public var description: String { "byte \(offset): \(message)" }
}

extension JSONValue {
  /// Values within values that are read; deeper ones are refused.
  public static let deepest = 64

  /// Reads one value (RFC 8259) that is all of a text in UTF-8.
  ///
  /// - Throws: `JSONProblem`.
  public init(reading bytes: [UInt8]) throws(JSONProblem) {
    var reader = JSONReader(bytes)
    self = try reader.whole()
  }
}

private struct JSONReader {
  private let bytes: [UInt8]
  private var place = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func whole() throws(JSONProblem) -> JSONValue {
    let value = try value(depth: 0)
    skipSpace()
    guard place == bytes.count else { throw problem("expected the end after the value") }
    return value
  }

  private func problem(_ message: String) -> JSONProblem {
    JSONProblem(message: message, offset: place)
  }

  private var next: UInt8? { place < bytes.count ? bytes[place] : nil }

  private mutating func skipSpace() {
    while place < bytes.count, [0x20, 0x0A, 0x0D, 0x09].contains(bytes[place]) { place += 1 }
  }

  private mutating func takes(_ byte: UInt8) -> Bool {
    guard next == byte else { return false }
    place += 1
    return true
  }

  private mutating func takes(_ word: StaticString) -> Bool {
    let end = place + word.utf8CodeUnitCount
    guard end <= bytes.count else { return false }
    let isSame = word.withUTF8Buffer { bytes[place..<end].elementsEqual($0) }
    if isSame { place = end }
    return isSame
  }

  private mutating func value(depth: Int) throws(JSONProblem) -> JSONValue {
    guard depth <= JSONValue.deepest else {
      throw problem("expected at most \(JSONValue.deepest) values within each other")
    }
    skipSpace()
    switch next {
    case UInt8(ascii: "{"): return try object(depth)
    case UInt8(ascii: "["): return try array(depth)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "-"), .some(UInt8(ascii: "0")...UInt8(ascii: "9")): return try number()
    case nil: throw problem("expected a value, found the end")
    default:
      if takes("true") { return .bool(true) }
      if takes("false") { return .bool(false) }
      if takes("null") { return .null }
      throw problem("expected a value")
    }
  }

  private mutating func object(_ depth: Int) throws(JSONProblem) -> JSONValue {
    place += 1
    var members: [JSONValue.Member] = []
    skipSpace()
    if takes(UInt8(ascii: "}")) { return .object([]) }
    while true {
      skipSpace()
      guard next == UInt8(ascii: "\"") else { throw problem("expected a name in quotes") }
      let name = try string()
      skipSpace()
      guard takes(UInt8(ascii: ":")) else { throw problem("expected a colon after the name") }
      members.append(JSONValue.Member(name, try value(depth: depth + 1)))
      skipSpace()
      if takes(UInt8(ascii: ",")) { continue }
      guard takes(UInt8(ascii: "}")) else { throw problem("expected , or }") }
      return .object(members)
    }
  }

  private mutating func array(_ depth: Int) throws(JSONProblem) -> JSONValue {
    place += 1
    var values: [JSONValue] = []
    skipSpace()
    if takes(UInt8(ascii: "]")) { return .array([]) }
    while true {
      values.append(try value(depth: depth + 1))
      skipSpace()
      if takes(UInt8(ascii: ",")) { continue }
      guard takes(UInt8(ascii: "]")) else { throw problem("expected , or ]") }
      return .array(values)
    }
  }

  private mutating func digits() -> Int {
    let start = place
    while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { place += 1 }
    return place - start
  }

  private mutating func number() throws(JSONProblem) -> JSONValue {
    let start = place
    _ = takes(UInt8(ascii: "-"))
    let isZero = next == UInt8(ascii: "0")
    let count = digits()
    guard count > 0, !isZero || count == 1 else { throw problem("expected a number") }
    if takes(UInt8(ascii: ".")), digits() == 0 { throw problem("expected digits after the point") }
    if takes(UInt8(ascii: "e")) || takes(UInt8(ascii: "E")) {
      _ = takes(UInt8(ascii: "+")) || takes(UInt8(ascii: "-"))
      if digits() == 0 { throw problem("expected digits of the exponent") }
    }
    let text = String(decoding: bytes[start..<place], as: UTF8.self)
    guard let value = Double(text), value.isFinite else {
      throw problem("expected a number that a double holds")
    }
    return .number(value)
  }

  // MARK: Strings

  private mutating func string() throws(JSONProblem) -> String {
    place += 1
    let start = place
    while let byte = next, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 {
      place += 1
    }
    if next == UInt8(ascii: "\"") {
      defer { place += 1 }
      return try text(bytes[start..<place])
    }
    var found = Array(bytes[start..<place])
    while let byte = next, byte != UInt8(ascii: "\"") {
      guard byte >= 0x20 else { throw problem("expected \\u for a control character") }
      place += 1
      if byte == UInt8(ascii: "\\") { try escape(&found) } else { found.append(byte) }
    }
    guard takes(UInt8(ascii: "\"")) else { throw problem("expected the string's end") }
    return try text(found[...])
  }

  private func text(_ bytes: ArraySlice<UInt8>) throws(JSONProblem) -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw problem("expected UTF-8")
    }
    return text
  }

  private mutating func escape(_ found: inout [UInt8]) throws(JSONProblem) {
    guard let byte = next else { throw problem("expected the string's end") }
    place += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): found.append(byte)
    case UInt8(ascii: "b"): found.append(8)
    case UInt8(ascii: "f"): found.append(12)
    case UInt8(ascii: "n"): found.append(10)
    case UInt8(ascii: "r"): found.append(13)
    case UInt8(ascii: "t"): found.append(9)
    case UInt8(ascii: "u"):
      var unit = try unit()
      if (0xD800...0xDBFF).contains(unit), takes("\\u") {
        let low = try self.unit()
        guard (0xDC00...0xDFFF).contains(low) else { throw problem("half a surrogate pair") }
        unit = 0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)
      }
      guard let scalar = Unicode.Scalar(unit) else { throw problem("half a surrogate pair") }
      found += Array(String(scalar).utf8)
    default: throw problem("expected one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u")
    }
  }

  private mutating func unit() throws(JSONProblem) -> UInt32 {
    guard place + 4 <= bytes.count,
      bytes[place..<place + 4].allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
      let unit = UInt32(String(decoding: bytes[place..<place + 4], as: UTF8.self), radix: 16)
    else { throw problem("expected four hexadecimal digits") }
    place += 4
    return unit
  }
}
