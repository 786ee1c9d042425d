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
/// A byte order mark at the start and the line ends (LF or CRLF) are taken off; the last line needs
/// none. The path `-` is standard input.
public struct LineReader: ~Copyable, Sendable {
  /// The number of the line that `next` returned last, counted from 1; 0 before the first.
  public private(set) var lineNumber = 0
  /// What ended the line that `next` returned last: "\n", "\r\n", or "" or "\r" at the end of the file.
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

  /// The longest line in bytes that is read; a longer one is bad data.
  static let maximumLineLength = 1 << 30

  /// Opens the file at `path`, or standard input for `-`.
  ///
  /// Throws `InputError.missingInput` where there is no file that can be opened.
  public init(path: String) throws {
    source = try ByteSource(path: path)
  }

  /// Returns the next line without its end, or nil after the last.
  ///
  /// Throws `InputError` with file and line: `.badData` for invalid UTF-8, NUL bytes or damaged gzip
  /// data, `.inputOutput` where reading fails.
  public mutating func next() throws -> String? {
    if !started { try skipByteOrderMark() }
    while true {
      if let newline = indexOfNewline() {
        let line = start..<newline
        start = newline + 1
        scanned = start
        return try decode(line, hasNewline: true)
      }
      scanned = end
      if atEnd {
        guard start < end else { return nil }
        let line = start..<end
        start = end
        return try decode(line, hasNewline: false)
      }
      try fill()
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
    let isUTF16 = end >= 2 && (buffer[0], buffer[1]) == (0xFF, 0xFE)
    if isUTF16 || (end >= 2 && (buffer[0], buffer[1]) == (0xFE, 0xFF)) {
      throw fail(1, "the text is UTF-16; UTF-8 is expected")
    }
  }

  /// Whether what is there is the beginning of a byte order mark, and not yet the whole of one.
  private var mayBeginMark: Bool {
    switch end {
    case 0: true
    case 1: buffer[0] == 0xEF || buffer[0] >= 0xFE
    case 2: buffer[0] == 0xEF && buffer[1] == 0xBB
    default: false
    }
  }

  private func indexOfNewline() -> Int? {
    buffer.withUnsafeBytes { bytes in
      guard scanned < end, let base = bytes.baseAddress else { return nil }
      guard let found = memchr(base + scanned, 0x0A, end - scanned) else { return nil }
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
    if end == buffer.count {
      guard end < Self.maximumLineLength else {
        throw fail(lineNumber + 1, "the line is longer than \(Self.maximumLineLength) bytes")
      }
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

  private mutating func decode(_ range: Range<Int>, hasNewline: Bool) throws -> String {
    lineNumber += 1
    let hasReturn = range.last.map { buffer[$0] == 0x0D } ?? false
    lineEnd = (hasReturn ? "\r" : "") + (hasNewline ? "\n" : "")
    let text: Result<String, InputError> = buffer.withUnsafeBytes { bytes in
      var line = UnsafeRawBufferPointer(rebasing: bytes[range])
      if line.last == 0x0D { line = .init(rebasing: line.dropLast()) }
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
