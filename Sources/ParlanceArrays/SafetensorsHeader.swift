import ParlanceSystem

/// The table at the head of a safetensors file: JSON of a fixed form, read with nothing trusted.
///
/// A reader of its own, since a general one keeps one of two equal names without a word.
struct SafetensorsHeader {
  struct Entry {
    let name: String
    let type: String
    let shape: [Int]
    let begin: Int
    let end: Int
  }

  private(set) var entries: [Entry] = []
  private(set) var metadata: [String: String] = [:]

  private let file: String
  private let bytes: [UInt8]
  private var place = 0

  init(_ bytes: [UInt8], file: String) throws {
    self.bytes = bytes
    self.file = file
    guard Array(String(decoding: bytes, as: UTF8.self).utf8) == bytes else {
      throw InputError(.badData, file: file, "the safetensors header is not UTF-8")
    }
    // Names are told apart by their bytes: strings are equal in all normal forms.
    var names: Set<[UInt8]> = []
    try readObject("the header") { header, name in
      guard names.insert(Array(name.utf8)).inserted else {
        throw header.failure("tensor \"\(name)\" appears twice")
      }
      if name == "__metadata__" {
        try header.readMetadata()
      } else {
        header.entries.append(try header.readEntry(name))
      }
    }
    skipSpace()
    guard place == bytes.count else { throw failure("expected the end of the header") }
  }

  private mutating func readMetadata() throws {
    skipSpace()
    if bytes[place...].starts(with: Array("null".utf8)) {
      place += 4
      return
    }
    var keys: Set<[UInt8]> = []
    try readObject("__metadata__") { header, key in
      guard keys.insert(Array(key.utf8)).inserted else {
        throw header.failure("metadata \"\(key)\" appears twice")
      }
      let value = try header.readString("the value of metadata \"\(key)\"")
      if header.metadata[key] == nil { header.metadata[key] = value }
    }
  }

  private mutating func readEntry(_ name: String) throws -> Entry {
    var type: String?
    var (shape, offsets): ([Int]?, [Int]?) = (nil, nil)
    let tensor = "tensor \"\(name)\""
    try readObject(tensor) { header, key in
      switch key {
      case "dtype" where type == nil: type = try header.readString("dtype of \(tensor)")
      case "shape" where shape == nil: shape = try header.readIntegers("shape of \(tensor)")
      case "data_offsets" where offsets == nil:
        offsets = try header.readIntegers("data_offsets of \(tensor)")
      default: throw header.failure("\(tensor): key \"\(key)\" is unknown or appears twice")
      }
    }
    guard let type, let shape, let offsets else {
      throw failure("\(tensor): expected dtype, shape and data_offsets")
    }
    guard offsets.count == 2, offsets[0] <= offsets[1] else {
      throw failure("\(tensor): expected two ascending data_offsets, found \(offsets)")
    }
    return Entry(name: name, type: type, shape: shape, begin: offsets[0], end: offsets[1])
  }

  // MARK: JSON

  private func failure(_ message: String) -> InputError {
    InputError(.badData, file: file, "safetensors header, byte \(place): \(message)")
  }

  private mutating func skipSpace() {
    while place < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[place]) { place += 1 }
  }

  /// Whether a character comes next, beyond spaces; takes it if so.
  private mutating func takes(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard place < bytes.count, bytes[place] == UInt8(ascii: character) else { return false }
    place += 1
    return true
  }

  private mutating func expect(_ character: Unicode.Scalar, in what: String) throws {
    guard takes(character) else { throw failure("\(what): expected '\(character)'") }
  }

  private mutating func readObject(
    _ what: String, _ member: (inout SafetensorsHeader, String) throws -> Void
  ) throws {
    try expect("{", in: what)
    if takes("}") { return }
    repeat {
      let key = try readString("a key of \(what)")
      try expect(":", in: what)
      try member(&self, key)
    } while takes(",")
    try expect("}", in: what)
  }

  private mutating func readIntegers(_ what: String) throws -> [Int] {
    try expect("[", in: what)
    if takes("]") { return [] }
    var values: [Int] = []
    repeat {
      skipSpace()
      let digits = bytes[place...].prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
      guard let value = Int(String(decoding: digits, as: UTF8.self)),
        digits.count == 1 || digits.first != UInt8(ascii: "0")
      else {
        throw failure("\(what): expected a whole number from 0 to \(Int.max) without leading zeros")
      }
      place += digits.count
      values.append(value)
    } while takes(",")
    try expect("]", in: what)
    return values
  }

  private mutating func readString(_ what: String) throws -> String {
    try expect("\"", in: what)
    var text: [UInt8] = []
    while place < bytes.count, bytes[place] != UInt8(ascii: "\"") {
      guard bytes[place] >= 0x20 else { throw failure("\(what): a control character") }
      if bytes[place] == UInt8(ascii: "\\") {
        place += 1
        text.append(contentsOf: String(try readEscape(what)).utf8)
      } else {
        text.append(bytes[place])
        place += 1
      }
    }
    try expect("\"", in: what)
    return String(decoding: text, as: UTF8.self)
  }

  private mutating func readEscape(_ what: String) throws -> Unicode.Scalar {
    let escapes: [UInt8: Unicode.Scalar] = [
      UInt8(ascii: "\""): "\"", UInt8(ascii: "\\"): "\\", UInt8(ascii: "/"): "/",
      UInt8(ascii: "b"): "\u{8}", UInt8(ascii: "f"): "\u{C}", UInt8(ascii: "n"): "\n",
      UInt8(ascii: "r"): "\r", UInt8(ascii: "t"): "\t",
    ]
    guard place < bytes.count else { throw failure("\(what): the text does not end") }
    let letter = bytes[place]
    place += 1
    if let scalar = escapes[letter] { return scalar }
    guard letter == UInt8(ascii: "u") else { throw failure("\(what): an unknown escape") }
    var code = try readHexadecimal(what)
    if (0xD800..<0xDC00).contains(code), bytes[place...].starts(with: Array("\\u".utf8)) {
      place += 2
      let low = try readHexadecimal(what)
      if (0xDC00..<0xE000).contains(low) { code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00) }
    }
    guard let scalar = Unicode.Scalar(code) else { throw failure("\(what): half a character") }
    return scalar
  }

  private mutating func readHexadecimal(_ what: String) throws -> UInt32 {
    let digits = bytes[place...].prefix(4)
    guard digits.count == 4, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
      let code = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw failure("\(what): expected four hexadecimal digits") }
    place += 4
    return code
  }
}
