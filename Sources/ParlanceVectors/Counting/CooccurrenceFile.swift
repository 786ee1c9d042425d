import Foundation
import ParlanceSystem

extension CooccurrenceCounts {
  /// The first line of a file.
  static let title = "parlance co-occurrences 1"

  /// The second line, in JSON.
  private struct Head: Codable {
    var words: Int
    var records: Int
    /// Where the records begin, a multiple of 16.
    var start: Int
    var settings: CooccurrenceSettings
  }

  private var wordLines: [UInt8] {
    var bytes: [UInt8] = []
    for (word, count) in zip(words, counts) { bytes += Array("\(word) \(count)\n".utf8) }
    return bytes
  }

  /// Writes a title, a line of JSON, a line of each word and its count, and from the place that the JSON
  /// says the records of GloVe's own `cooccurrence.bin`.
  ///
  /// - Throws: `InputError` where the file cannot be written.
  public func write(to path: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    let lines = wordLines
    var head = Head(words: words.count, records: count, start: 0, settings: settings)
    func start() throws -> [UInt8] {
      let json = String(decoding: try encoder.encode(head), as: UTF8.self)
      return Array("\(Self.title)\n\(json)\n".utf8)
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

  /// Maps a file that `write` wrote.
  ///
  /// - Throws: `InputError` that says what does not fit in it.
  public static func read(path: String) throws -> CooccurrenceCounts {
    func bad(_ message: String) -> InputError { InputError(.badData, file: path, message) }
    let block = try MemoryBlock(reading: path)
    let bytes = NumberBuffer<UInt8>(block, offset: 0, count: block.byteCount)
    func line(_ start: Int, _ limit: Int) -> Range<Int>? {
      let end = min(limit, bytes.count)
      return (start..<max(start, end)).first { bytes[$0] == 0x0A }.map { start..<$0 }
    }
    guard let title = line(0, 64), String(decoding: bytes[title], as: UTF8.self) == Self.title,
      let json = line(title.upperBound + 1, 4096),
      let head = try? JSONDecoder().decode(Head.self, from: Data(bytes[json]))
    else { throw bad("expected a file that vectors count wrote") }
    let (size, isOver) = head.records.multipliedReportingOverflow(by: 16)
    guard head.words >= 0, head.records >= 0, !isOver, head.start % 16 == 0,
      head.start > json.upperBound, head.start <= bytes.count, size == bytes.count - head.start,
      head.settings.problem == nil
    else {
      throw bad(
        "expected \(head.records) records of 16 bytes from byte \(head.start) on, found "
          + "\(bytes.count) bytes in all: the file is cut or damaged")
    }
    var (words, counts) = ([String](), [Int]())
    var start = json.upperBound + 1
    while words.count < head.words {
      guard let range = line(start, head.start),
        let blank = bytes[range].lastIndex(of: 0x20),
        let count = Int(String(decoding: bytes[range][(blank + 1)...], as: UTF8.self)), count >= 0
      else { throw bad("expected \(head.words) words with their counts, found \(words.count)") }
      words.append(String(decoding: bytes[range][..<blank], as: UTF8.self))
      counts.append(count)
      start = range.upperBound + 1
    }
    return CooccurrenceCounts(
      words: words, counts: counts, settings: head.settings,
      records: NumberBuffer(block, offset: head.start, count: 4 * head.records))
  }
}
