import ParlanceSystem

/// A sentence and its translation.
public struct SentencePair: Sendable, Equatable {
  /// What is translated.
  public var source: String
  /// What it becomes.
  public var target: String

  /// Creates a pair.
  public init(source: String, target: String) { (self.source, self.target) = (source, target) }
}

/// Sentences with their translations.
public struct ParallelText: Sendable {
  /// The pairs, in the order of the files.
  public var pairs: [SentencePair]
  /// Where they were read, for messages; nil for what is built in.
  public let file: String?
  /// What was noticed on reading, for people.
  public private(set) var notes: [String] = []

  /// Creates a text of given pairs.
  public init(_ pairs: [SentencePair], file: String? = nil) {
    (self.pairs, self.file) = (pairs, file)
  }

  /// Reads two files, whose lines belong together by number; plain or gzipped.
  ///
  /// Pairs of which a side is blank are left out and counted in `notes`.
  ///
  /// - Throws: what `LineReader` throws, and `InputError.badData` where one file is longer.
  public static func read(source: String, target: String) throws -> ParallelText {
    var left = try LineReader(path: source)
    var right = try LineReader(path: target)
    var pairs: [SentencePair] = []
    while true {
      let (a, b) = (try left.next(), try right.next())
      guard let a, let b else {
        if a != nil || b != nil {
          let (short, long) = a == nil ? (left.name, right.name) : (right.name, left.name)
          throw InputError(
            .badData, file: long, line: max(left.lineNumber, right.lineNumber),
            "\(short) ends at line \(pairs.count), this file goes on; lines belong together by number"
          )
        }
        break
      }
      pairs.append(SentencePair(source: a, target: b))
    }
    return try ParallelText(pairs, file: source).checked()
  }

  /// Reads one file of lines with a source, a tab and a target, or of JSON objects with the keys `source`
  /// and `target`; plain or gzipped. Further columns are not looked at.
  ///
  /// - Throws: what `LineReader` throws, and `InputError.badData` with the line.
  public static func read(pairs path: String) throws -> ParallelText {
    var pairs: [SentencePair] = []
    try LineReader.forEachLine(path) { line, number in
      func bad(_ message: String) -> InputError {
        InputError(.badData, file: path, line: number, message)
      }
      if line.isWhiteSpace { return }
      if line.begins(with: "{") {
        do throws(JSONRecord.Problem) {
          pairs.append(try pair(line))
          return
        } catch { throw bad(error.message) }
      }
      let fields = line.parts(between: 0x09, omittingEmpty: false)
      guard fields.count >= 2 else {
        throw bad("expected a source, a tab and a target, found \(line.shown)")
      }
      pairs.append(SentencePair(source: String(fields[0]), target: String(fields[1])))
    }
    return try ParallelText(pairs, file: path).checked()
  }

  private static func pair(_ line: String) throws(JSONRecord.Problem) -> SentencePair {
    do {
      var record = try JSONRecord(line)
      func text(_ key: String) throws -> String {
        guard case .text(let text)? = try record.value(key) else {
          throw JSONRecord.Problem(message: "expected a text under the key \(key)")
        }
        return text
      }
      return SentencePair(source: try text("source"), target: try text("target"))
    } catch let problem as JSONRecord.Problem {
      throw problem
    } catch { throw JSONRecord.Problem(message: "\(error)") }
  }

  private func checked() throws -> ParallelText {
    var text = self
    text.pairs.removeAll { $0.source.isWhiteSpace || $0.target.isWhiteSpace }
    let gone = pairs.count - text.pairs.count
    if gone > 0 {
      text.notes.append(
        "\(file ?? "the text"): \(gone) \(gone == 1 ? "pair has" : "pairs have") an empty side and "
          + "\(gone == 1 ? "is" : "are") left out")
    }
    guard !text.pairs.isEmpty else {
      throw InputError(
        .badData, file: file,
        pairs.isEmpty ? "the file is empty; expected pairs of sentences" : "no pair has two sides")
    }
    return text
  }
}
