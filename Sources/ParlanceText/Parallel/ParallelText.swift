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
  /// Where each pair was read, counted from 1; empty for what is built in.
  public private(set) var lines: [Int] = []
  /// What was noticed on reading, for people.
  public private(set) var notes: [String] = []

  /// Creates a text of given pairs.
  public init(_ pairs: [SentencePair], file: String? = nil) {
    (self.pairs, self.file) = (pairs, file)
  }

  private init(_ pairs: [SentencePair], file: String, lines: [Int]) {
    (self.pairs, self.file, self.lines) = (pairs, file, lines)
  }

  /// Reads two files, whose lines belong together by number; plain or gzipped.
  ///
  /// Pairs of which a side is blank are left out and counted in `notes`.
  ///
  /// - `keepsBlank`: whether they stay.
  /// - Throws: what `LineReader` throws, and `InputError.badData` where one file is longer.
  public static func read(
    source: String, target: String, keepsBlank: Bool = false
  ) throws -> ParallelText {
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
    let lines = Array(1..<pairs.count + 1)
    return try ParallelText(pairs, file: source, lines: lines).checked(keepsBlank)
  }

  /// Reads one file of lines with a source, a tab and a target, or of JSON objects with the keys `source`
  /// and `target`; plain or gzipped.
  ///
  /// - `columns`: where other columns or keys hold them.
  /// - `keepsBlank`: whether pairs stay of which a side is blank; else they are counted in `notes`.
  /// - Throws: what `LineReader` throws, and `InputError.badData` with the line.
  public static func read(
    pairs path: String, columns: ParallelColumns = ParallelColumns(), keepsBlank: Bool = false
  ) throws -> ParallelText {
    var (pairs, lines) = ([SentencePair](), [Int]())
    var places: (source: Int, target: Int)?
    try LineReader.forEachLine(path) { line, number in
      func bad(_ message: String) -> InputError {
        InputError(.badData, file: path, line: number, message)
      }
      if line.isWhiteSpace {
        // A line of nothing but its tab is a pair of two empty sides.
        guard keepsBlank || line.utf8.contains(0x09) else { return }
        pairs.append(SentencePair(source: "", target: ""))
        lines.append(number)
        return
      }
      do throws(ParallelColumns.Problem) {
        if line.begins(with: "{") {
          pairs.append(try columns.pair(object: line))
        } else {
          let fields = line.parts(between: 0x09, omittingEmpty: false).map(String.init)
          if places == nil {
            let found = try columns.places(in: fields)
            places = found.places
            if found.isHeader { return }
          }
          pairs.append(try columns.pair(fields, line, at: places!))
        }
        lines.append(number)
      } catch { throw bad(error.message) }
    }
    return try ParallelText(pairs, file: path, lines: lines).checked(keepsBlank)
  }

  private func checked(_ keepsBlank: Bool) throws -> ParallelText {
    var text = self
    func hasBoth(_ pair: SentencePair) -> Bool {
      !pair.source.isWhiteSpace && !pair.target.isWhiteSpace
    }
    if !keepsBlank {
      let places = pairs.indices.filter { hasBoth(pairs[$0]) }
      (text.pairs, text.lines) = (places.map { pairs[$0] }, places.map { lines[$0] })
    }
    let gone = pairs.count - text.pairs.count
    if gone > 0 {
      text.notes.append(
        "\(file ?? "the text"): \(gone) \(gone == 1 ? "pair has" : "pairs have") an empty side and "
          + "\(gone == 1 ? "is" : "are") left out")
    }
    guard
      text.pairs.contains(where: {
        !keepsBlank || !($0.source.isWhiteSpace && $0.target.isWhiteSpace)
      })
    else {
      throw InputError(
        .badData, file: file,
        pairs.isEmpty ? "the file is empty; expected pairs of sentences" : "no pair has two sides")
    }
    return text
  }
}
