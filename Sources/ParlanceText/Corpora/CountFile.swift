import Foundation
import ParlanceSystem

/// A file of what was counted in a text: a title with a version, a line of JSON, a line of each token and
/// its count, and from the place that the JSON says records of 32-bit numbers, little-endian.
package struct CountFile<Settings: Codable> {
  /// The first line without the version: what was counted.
  let title: String
  /// What writes such files, for people.
  let writer: String

  private static var version: String { "1" }

  /// Creates the form of a file.
  package init(title: String, writer: String) { (self.title, self.writer) = (title, writer) }

  /// What a file holds.
  package struct Content {
    /// The tokens, in the order of their lines.
    package let tokens: CountedTokens
    /// How they were counted.
    package let settings: Settings
    /// The records, one after the other.
    package let records: NumberBuffer<UInt32>
  }

  /// The second line, in JSON.
  private struct Head: Codable {
    var words: Int
    var records: Int
    /// Where the records begin, a multiple of 16.
    var start: Int
    var settings: Settings
  }

  /// Writes a file.
  ///
  /// - `length`: the numbers of a record.
  /// - Throws: `InputError` where the file cannot be written.
  package func write(
    _ tokens: CountedTokens, _ settings: Settings, records: NumberBuffer<UInt32>, length: Int,
    to path: String
  ) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    let lines = tokens.lines
    var head = Head(
      words: tokens.count, records: records.count / length, start: 0, settings: settings)
    func start() throws -> [UInt8] {
      let json = String(decoding: try encoder.encode(head), as: UTF8.self)
      return Array("\(title) \(Self.version)\n\(json)\n".utf8)
    }
    // As long as the longest number makes it; blanks fill the rest.
    let room = try start().count + 24 + lines.count
    head.start = (room + 15) / 16 * 16
    let first = try start()
    let blanks = [UInt8](repeating: 0x20, count: head.start - first.count - lines.count)
    try AtomicFile.write(to: path) { output in
      try output.write(first)
      try output.write(lines)
      try output.write(blanks)
      try records.write(to: output)
    }
  }

  /// Whether a file has the title, of whatever version.
  package func isFile(_ path: String) -> Bool {
    guard SystemCalls.isRegularFile(path), let file = FileHandle(forReadingAtPath: path) else {
      return false
    }
    defer { try? file.close() }
    let expected = Data("\(title) ".utf8)
    return (try? file.read(upToCount: expected.count)) == expected
  }

  /// Maps a file that `write` wrote.
  ///
  /// - `length`: the numbers of a record; nil for settings that no file has.
  /// - Throws: `InputError` that says what does not fit in it.
  package func read(_ path: String, length: (Settings) -> Int?) throws -> Content {
    let block = try MemoryBlock(reading: path)
    let bytes = NumberBuffer<UInt8>(block, offset: 0, count: block.byteCount)
    let json = try jsonLine(bytes, path)
    guard let head = try? JSONDecoder().decode(Head.self, from: Data(bytes[json])),
      let length = length(head.settings)
    else { throw bad(path, "expected a file that \(writer) wrote") }
    let (size, isOver) = head.records.multipliedReportingOverflow(by: 4 * length)
    guard head.words >= 0, head.records >= 0, !isOver, head.start % 16 == 0,
      head.start > json.upperBound, head.start <= bytes.count, size == bytes.count - head.start
    else {
      throw bad(
        path,
        "expected \(head.records) records of \(4 * length) bytes from byte \(head.start) on, found "
          + "\(bytes.count) bytes in all: the file is cut or damaged")
    }
    let lines = json.upperBound + 1..<head.start
    let tokens = bytes.withElements(lines) {
      CountedTokens(lines: head.words, of: UnsafeRawBufferPointer($0))
    }
    guard let tokens else {
      throw bad(
        path, "expected \(head.words) lines of a word and its count: the file is damaged")
    }
    return Content(
      tokens: tokens, settings: head.settings,
      records: NumberBuffer(block, offset: head.start, count: size / 4))
  }

  /// Where the line of JSON is.
  private func jsonLine(_ bytes: NumberBuffer<UInt8>, _ path: String) throws -> Range<Int> {
    func line(_ start: Int, _ limit: Int) -> Range<Int>? {
      let end = min(limit, bytes.count)
      return (start..<max(start, end)).first { bytes[$0] == 0x0A }.map { start..<$0 }
    }
    guard let first = line(0, 64) else { throw bad(path, "expected a file that \(writer) wrote") }
    let found = String(decoding: bytes[first], as: UTF8.self)
    guard found.hasPrefix(title + " "), let json = line(first.upperBound + 1, 4096) else {
      throw bad(path, "expected a file that \(writer) wrote")
    }
    let version = found.dropFirst(title.count + 1)
    guard version == Self.version else {
      throw bad(
        path,
        "its version \(version) is not known; this program reads version \(Self.version): count anew"
      )
    }
    return json
  }

  private func bad(_ path: String, _ message: String) -> InputError {
    InputError(.badData, file: path, message)
  }
}
