import Foundation

/// Looks for what went wrong with a file's characters, byte by byte, where a reader would stop.
public enum EncodingCheck {
  /// What is found in a file, or in the files of a folder.
  ///
  /// Invalid UTF-8, NUL bytes and UTF-16 are problems; a byte order mark, mixed line ends, replacement
  /// characters and UTF-8 that was taken for Latin-1 ("Ã©" for "é") are notes.
  ///
  /// - Throws: `InputError` where the file cannot be opened or unpacked.
  public static func findings(in path: String) throws -> [DataFinding] {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue
    else { return try FileCheck(path).findings }
    let names = try FileManager.default.contentsOfDirectory(atPath: path)
      .filter { !$0.hasPrefix(".") }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    return try names.flatMap { try findings(in: path + "/" + $0) }
  }
}

private struct FileCheck {
  private let path: String
  private(set) var findings: [DataFinding] = []
  private var ends = (feeds: 0, returns: 0)
  /// The first line that ends in another way than the first line of all.
  private var firstOtherEnd: Int?
  private var firstEndIsReturn: Bool?

  init(_ path: String) throws {
    self.path = path
    var isForeign = false
    let end = try RawLines.end(of: path)
    if end == 0x0D {
      add(.note, 1, "lines end in CR alone, as on old Macs; they are read as lines")
    }
    try RawLines.forEach(path, end: end) { line, number in
      if number == 1, let name = foreignEncoding(of: line) {
        isForeign = true
        add(.problem, 1, "the text is \(name); UTF-8 is expected")
      }
      if !isForeign { check(line, number) }
    }
    if let other = firstOtherEnd {
      add(
        .note, other,
        "line ends are mixed: \(ends.feeds) LF and \(ends.returns) CRLF; this line ends in another "
          + "way than the first")
    }
  }

  private mutating func add(_ severity: DataFinding.Severity, _ line: Int, _ message: String) {
    findings.append(
      DataFinding(.encoding, severity, at: .init(file: path, line: line), message))
  }

  private mutating func check(_ bytes: [UInt8], _ number: Int) {
    var line = bytes[...]
    if number == 1, line.starts(with: [0xEF, 0xBB, 0xBF]) {
      add(.note, 1, "a byte order mark begins the file; it is left out on reading")
      line = line.dropFirst(3)
    }
    if line.last == 0x0D, line.dropLast().last != 0x0D {
      line.removeLast()
    } else if line.last == 0x0A {
      line.removeLast()
      countEnd(isReturn: line.last == 0x0D, number)
      if line.last == 0x0D { line.removeLast() }
    }
    if let zero = line.firstIndex(of: 0) {
      add(.problem, number, "binary data: byte \(zero - line.startIndex + 1) of the line is NUL")
    }
    if let lone = line.firstIndex(of: 0x0D) {
      add(
        .note, number,
        "byte \(lone - line.startIndex + 1) of the line is a carriage return without a line feed")
    }
    if let offset = line.withUnsafeBytes({ firstInvalidUTF8(in: $0) }) {
      let byte = String(line[line.startIndex + offset], radix: 16, uppercase: true)
      add(.problem, number, "invalid UTF-8 at byte \(offset + 1) of the line (0x\(byte))")
    } else if line.contains(where: { $0 >= 0x80 }) {
      checkScalars(String(decoding: line, as: UTF8.self), number)
    }
  }

  private mutating func countEnd(isReturn: Bool, _ number: Int) {
    if isReturn { ends.returns += 1 } else { ends.feeds += 1 }
    guard let first = firstEndIsReturn else {
      firstEndIsReturn = isReturn
      return
    }
    if isReturn != first, firstOtherEnd == nil { firstOtherEnd = number }
  }

  private mutating func checkScalars(_ text: String, _ number: Int) {
    let scalars = Array(text.unicodeScalars)
    let lost = scalars.count { $0 == "\u{FFFD}" }
    if lost > 0 {
      add(.note, number, "\(lost) replacement characters: what stood there was lost on the way")
    }
    let place = scalars.indices.dropLast().first { place in
      Self.isMistaken(scalars[place], scalars[place + 1])
    }
    if let place {
      let sample = String(String.UnicodeScalarView(scalars[place..<min(place + 3, scalars.count)]))
      add(.note, number, "\"\(sample)\" looks like UTF-8 that was read as Latin-1 or Windows-1252")
    }
  }

  /// Whether two characters are the first two bytes of one in UTF-8, each taken for a character.
  private static func isMistaken(_ a: Unicode.Scalar, _ b: Unicode.Scalar) -> Bool {
    switch a.value {
    case 0xC2, 0xC3: 0x80...0xBF ~= b.value
    // â€ begins quotation marks and dashes, ðŸ most emoji.
    case 0xE2: b.value == 0x20AC || b.value == 0x80
    case 0xF0: b.value == 0x178 || b.value == 0x9F
    default: false
    }
  }
}

/// The lines of a file as bytes, their ends included, whatever the bytes are.
enum RawLines {
  /// What ends the lines of a file: LF, or CR where there is no LF.
  static func end(of path: String) throws -> UInt8 {
    let source = try ByteSource(path: path)
    var block = [UInt8](repeating: 0, count: ByteSource.blockSize)
    var hasReturn = false
    while true {
      let count = try block.withUnsafeMutableBytes { try source.read(into: $0) }
      if count == 0 { return hasReturn ? 0x0D : 0x0A }
      if block[..<count].contains(0x0A) { return 0x0A }
      hasReturn = hasReturn || block[..<count].contains(0x0D)
    }
  }

  static func forEach(
    _ path: String, end: UInt8 = 0x0A, _ body: ([UInt8], Int) throws -> Void
  ) throws {
    let source = try ByteSource(path: path)
    var block = [UInt8](repeating: 0, count: ByteSource.blockSize)
    var (line, number) = ([UInt8](), 0)
    while true {
      let count = try block.withUnsafeMutableBytes { try source.read(into: $0) }
      if count == 0 { break }
      var rest = block[..<count]
      while let place = rest.firstIndex(of: end) {
        line += rest[...place]
        number += 1
        try body(line, number)
        line.removeAll(keepingCapacity: true)
        rest = rest[(place + 1)...]
      }
      line += rest
    }
    if !line.isEmpty { try body(line, number + 1) }
  }
}
