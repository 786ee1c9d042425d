import ParlanceSystem

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Reads a text file line by line in bounded memory; gzip is seen by its first bytes and unpacked.
///
/// A byte order mark at the start and the line ends (LF or CRLF, or CR in a text without LF) are taken
/// off; the last line needs none. The path `-` is standard input.
public struct LineReader: ~Copyable, Sendable {
  /// The number of the line that `next` returned last, counted from 1; 0 before the first.
  public private(set) var lineNumber = 0
  /// What ended the line that `next` returned last: "\n", "\r\n", "\r", or "" at the end of the file.
  public private(set) var lineEnd = ""
  /// Whether the text began with a byte order mark; known after the first `next`.
  public private(set) var hasByteOrderMark = false
  /// How the input is named in errors: its path, or "standard input".
  public var name: String { source.name }

  private let source: ByteSource
  private var buffer = [UInt8](repeating: 0, count: ByteSource.blockSize)
  private var start = 0
  private var scanned = 0
  private var end = 0
  private var atEnd = false
  private var started = false
  /// What ends lines; nil until a line feed is seen or so much of the text holds none.
  private var terminator: UInt8?
  private var ahead: [Line] = []
  /// The longest line in bytes.
  var maximumLength = LineReader.maximumLineLength
  /// Whether lines that are no UTF-8 are left out and counted, rather than an error.
  var skipsInvalid = false
  /// How many lines were left out.
  private(set) var skippedCount = 0

  private struct Line {
    let text: String
    let number: Int
    let end: String
  }

  /// The longest line in bytes that is read; a longer one is bad data.
  static let maximumLineLength = 1 << 27
  /// The longest line in bytes of texts that are given labels.
  static let maximumTextLength = 1 << 24
  /// Bytes without a line feed after which a text is taken for one without any.
  private static let feedlessLength = 1 << 24

  /// Opens the file at `path`, or standard input for `-`.
  ///
  /// Throws `InputError.missingInput` where there is no file that can be opened.
  public init(path: String) throws {
    source = try ByteSource(path: path)
  }

  /// Reads on where a source stands.
  init(source: ByteSource) { self.source = source }

  /// Returns the next line without its end, or nil after the last.
  ///
  /// Throws `InputError` with file and line: `.badData` for invalid UTF-8, NUL bytes or damaged gzip
  /// data, `.inputOutput` where reading fails.
  public mutating func next() throws -> String? {
    if ahead.isEmpty { return try read() }
    let line = ahead.removeFirst()
    (lineNumber, lineEnd) = (line.number, line.end)
    return line.text
  }

  /// The first line to come of which something is true, or nil; it and those before it stay to be read.
  mutating func peek(where isWanted: (String) -> Bool) throws -> String? {
    if let line = ahead.first(where: { isWanted($0.text) }) { return line.text }
    let (number, end) = (lineNumber, lineEnd)
    defer { (lineNumber, lineEnd) = (number, end) }
    if let last = ahead.last { lineNumber = last.number }
    while let text = try read() {
      ahead.append(Line(text: text, number: lineNumber, end: lineEnd))
      if isWanted(text) { return text }
    }
    return nil
  }

  /// The number of the last line that `peek` looked at.
  var peekedLine: Int { ahead.last?.number ?? lineNumber }

  private mutating func read() throws -> String? {
    if !started { try skipByteOrderMark() }
    while true {
      if let newline = indexOfEnd() {
        let line = start..<newline
        start = newline + 1
        scanned = start
        if let text = try decode(line, end: terminator == 0x0D ? "\r" : "\n") { return text }
      } else if atEnd {
        guard start < end else { return nil }
        let line = start..<end
        (start, scanned) = (end, end)
        if let text = try decode(line, end: "") { return text }
      } else {
        try fill()
      }
    }
  }

  /// Calls `body` with each line of the file at `path` and its number, counted from 1.
  ///
  /// Throws what `init(path:)`, `next` and `body` throw.
  public static func forEachLine(_ path: String, body: (String, Int) throws -> Void) throws {
    var reader = try LineReader(path: path)
    while let line = try reader.next() { try body(line, reader.lineNumber) }
  }

  private mutating func skipByteOrderMark() throws {
    started = true
    while mayBeginMark, !atEnd { try fill() }
    if end >= 3, buffer[0] == 0xEF, buffer[1] == 0xBB, buffer[2] == 0xBF {
      (start, hasByteOrderMark) = (3, true)
    }
    scanned = start
    if let name = foreignEncoding(of: buffer[..<end]) {
      throw fail(1, "the text is \(name); UTF-8 is expected")
    }
  }

  /// Whether what is there is the beginning of a byte order mark, and not yet the whole of one.
  private var mayBeginMark: Bool {
    switch end {
    case 0: true
    case 1: buffer[0] == 0xEF || buffer[0] >= 0xFE || buffer[0] == 0
    case 2: buffer[0] == 0xEF && buffer[1] == 0xBB || buffer[0] >= 0xFE || buffer[1] == 0
    case 3: buffer[2] == 0 || buffer[0] == 0
    default: false
    }
  }

  /// Where the next line ends; nil where more must be read, or all is read.
  private mutating func indexOfEnd() -> Int? {
    if let found = index(of: terminator ?? 0x0A, from: scanned) {
      terminator = terminator ?? 0x0A
      return found
    }
    scanned = end
    guard terminator == nil, atEnd || end - start >= Self.feedlessLength else { return nil }
    // No line feed anywhere: carriage returns end lines, if there are any.
    guard let found = index(of: 0x0D, from: start) else { return nil }
    terminator = 0x0D
    return found
  }

  private func index(of byte: UInt8, from place: Int) -> Int? {
    buffer.withUnsafeBytes { bytes in
      guard place < end, let base = bytes.baseAddress else { return nil }
      guard let found = memchr(base + place, Int32(byte), end - place) else { return nil }
      return UnsafeRawPointer(found) - base
    }
  }

  /// Makes room behind what is still unread and reads one block into it.
  private mutating func fill() throws {
    if start > 0 {
      let (from, count) = (start, end - start)
      buffer.withUnsafeMutableBytes { bytes in
        guard let base = bytes.baseAddress else { return }
        base.copyMemory(from: base + from, byteCount: count)
      }
      (start, scanned, end) = (0, scanned - from, count)
    }
    if end - start >= maximumLength {
      throw fail(
        lineNumber + 1,
        "the line is longer than \(maximumLength) bytes, which is the most that is read at once")
    }
    try StopRequest.check()
    if end == buffer.count {
      // Both buffers are there while one is copied to the other.
      try SystemCalls.checkMemory(2 * buffer.count, "a line this long", file: name)
      buffer.append(contentsOf: repeatElement(0, count: buffer.count))
    }
    do {
      let (source, end) = (source, end)
      let count = try buffer.withUnsafeMutableBytes { bytes in
        try source.read(into: .init(rebasing: bytes[end...]))
      }
      atEnd = count == 0
      self.end += count
    } catch let error as InputError {
      throw fail(lineNumber + 1, error.message, error.kind)
    }
  }

  /// The text of a line, or nil for one that is left out.
  private mutating func decode(_ range: Range<Int>, end: String) throws -> String? {
    lineNumber += 1
    let hasReturn = end != "\r" && range.last.map { buffer[$0] == 0x0D } ?? false
    lineEnd = (hasReturn ? "\r" : "") + end
    let text: Result<String, InputError> = buffer.withUnsafeBytes { bytes in
      var line = UnsafeRawBufferPointer(rebasing: bytes[range])
      if hasReturn { line = .init(rebasing: line.dropLast()) }
      if let base = line.baseAddress, let zero = memchr(base, 0, line.count) {
        let place = UnsafeRawPointer(zero) - base + 1
        return .failure(error(lineNumber, "binary file: byte \(place) of the line is NUL"))
      }
      if let offset = firstInvalidUTF8(in: line) {
        let byte = String(line[offset], radix: 16, uppercase: true)
        return .failure(
          error(lineNumber, "invalid UTF-8 at byte \(offset + 1) of the line (0x\(byte))"))
      }
      return .success(String(decoding: line, as: UTF8.self))
    }
    if skipsInvalid, case .failure(let error) = text, error.message.hasPrefix("invalid") {
      skippedCount += 1
      return nil
    }
    return try text.get()
  }

  private func error(
    _ line: Int, _ message: String, _ kind: InputError.Kind = .badData
  ) -> InputError {
    InputError(kind, file: name, line: line, message)
  }

  /// The error to throw where nothing more can be read.
  private mutating func fail(
    _ line: Int, _ message: String, _ kind: InputError.Kind = .badData
  ) -> InputError {
    (atEnd, start, scanned) = (true, end, end)
    return error(line, message, kind)
  }
}

/// The name of another encoding that a text's first bytes show, or nil.
func foreignEncoding(of bytes: some Collection<UInt8>) -> String? {
  let first = Array(bytes.prefix(4))
  if first == [0xFF, 0xFE, 0, 0] || first == [0, 0, 0xFE, 0xFF] { return "UTF-32" }
  if first.starts(with: [0xFF, 0xFE]) || first.starts(with: [0xFE, 0xFF]) { return "UTF-16" }
  guard first.count == 4 else { return nil }
  // Letters of ASCII without a mark before them.
  switch first.map({ $0 == 0 }) {
  case [false, true, true, true], [true, true, true, false]: return "UTF-32"
  case [false, true, false, true], [true, false, true, false]: return "UTF-16"
  default: return nil
  }
}
