import ParlanceSystem

/// Reads records of fields between commas, as RFC 4180 has them, or between tabs.
///
/// A quoted field may hold separators, line feeds, and quotes written twice. Lines without a character
/// between records are left out. Fields between tabs are never quoted.
public struct DelimitedReader: ~Copyable {
  private var reader: LineReader
  private let separator: UInt8
  private let isQuoted: Bool

  /// The line on which the last record began, counted from 1.
  public private(set) var lineNumber = 0
  /// What is said of the last record where it looks like several that a stray quote holds together.
  private(set) var swallowed: DataFinding?
  /// Separators of the first record.
  private var separatorCount: Int?
  /// How the input is named in errors.
  public var name: String { reader.name }

  /// Opens a file; throws what `LineReader` throws.
  public init(path: String, separator: Character = ",", isQuoted: Bool = true) throws {
    self.init(try LineReader(path: path), separator: separator, isQuoted: isQuoted)
  }

  /// Reads what is left of a text.
  init(_ lines: consuming LineReader, separator: Character, isQuoted: Bool) {
    guard let byte = separator.asciiValue else {
      fatalError("DelimitedReader: expected a separator of ASCII, found \(separator)")
    }
    reader = lines
    self.separator = byte
    self.isQuoted = isQuoted
  }

  /// Returns the fields of the next record, or nil after the last.
  ///
  /// - Throws: what `LineReader` throws, and `InputError.badData` for a quote that does not close and
  ///   for text after a quote that has closed.
  public mutating func next() throws -> [String]? {
    var line: String
    repeat {
      guard let next = try reader.next() else { return nil }
      line = next
    } while line.isEmpty
    lineNumber = reader.lineNumber
    var counts = [separators(in: line)]
    var fields: [String] = []
    var field: [UInt8] = []
    var state = State.start
    while true {
      try scan(&line, &fields, &field, &state)
      guard state == .quoted else { break }
      guard let more = try reader.next() else {
        throw bad("the quote that begins a field of this record does not close")
      }
      field.append(0x0A)
      line = more
      counts.append(separators(in: line))
    }
    fields.append(String(decoding: field, as: UTF8.self))
    look(counts)
    separatorCount = separatorCount ?? fields.count - 1
    return fields
  }

  private func separators(in line: String) -> Int { line.utf8.count { $0 == separator } }

  /// Whether each line of a record has as many separators as a record.
  private mutating func look(_ counts: [Int]) {
    swallowed = nil
    guard counts.count > 1, let separatorCount, separatorCount > 0,
      counts.allSatisfy({ $0 == separatorCount })
    else { return }
    swallowed = DataFinding(
      .structure, counts.count > 2 ? .problem : .note, at: .init(file: name, line: lineNumber),
      "a quote that opens on this line closes on line \(reader.lineNumber), and each of the "
        + "\(counts.count) lines looks like a record of its own; a quote that belongs to the text is "
        + "written twice within quotes")
  }

  private enum State { case start, plain, quoted, closed }

  private func scan(
    _ line: inout String, _ fields: inout [String], _ field: inout [UInt8], _ state: inout State
  ) throws {
    let quote = UInt8(ascii: "\"")
    for byte in line.utf8 {
      switch state {
      case .start, .plain:
        if byte == separator {
          fields.append(String(decoding: field, as: UTF8.self))
          field.removeAll(keepingCapacity: true)
          state = .start
        } else if isQuoted, byte == quote, state == .start {
          state = .quoted
        } else {
          field.append(byte)
          state = .plain
        }
      case .quoted: if byte == quote { state = .closed } else { field.append(byte) }
      case .closed:
        if byte == quote {
          field.append(quote)
          state = .quoted
        } else if byte == separator {
          fields.append(String(decoding: field, as: UTF8.self))
          field.removeAll(keepingCapacity: true)
          state = .start
        } else {
          throw bad(
            "expected a separator after the closing quote of field \(fields.count + 1), found "
              + "\"\(Character(Unicode.Scalar(byte)))\"; a quote within quotes is written twice",
            line: reader.lineNumber)
        }
      }
    }
  }

  private func bad(_ message: String, line: Int? = nil) -> InputError {
    InputError(.badData, file: name, line: line ?? lineNumber, message)
  }
}
