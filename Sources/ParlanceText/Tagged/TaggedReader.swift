import ParlanceArrays

/// A sentence with all lines that belong to it: comments, tokens, the blank line after it.
public struct TaggedBlock: Sendable {
  /// A line as it stands in the file.
  struct Line: Sendable {
    let text: String
    let end: String
    /// Which of the sentence's tokens it holds, or nil.
    let token: Int?
  }

  /// The sentence; without tokens where the lines hold none.
  public let sentence: TaggedSentence
  let lines: [Line]
  let hasByteOrderMark: Bool
}

/// Reads sentences of tagged or plain tokens one by one: CoNLL columns, CoNLL-U, or a sentence a line.
///
/// Lines that begin with `-DOCSTART-`, comments, CoNLL-U's ranges (`3-4`) and its empty nodes (`5.1`) are
/// no tokens; `TaggedBlock.text` writes them back as they are. Among columns, a comment begins with `#`
/// and a blank, `#begin` or `#end`, unless it reads like a token that is a `#`.
public struct TaggedReader: ~Copyable {
  /// What the file was found to be.
  public let layout: TaggedLayout
  /// How the input is named in errors.
  public var name: String { reader.name }
  private var reader: LineReader
  private var ahead: [SeenLine]
  private var isFirst = true
  /// Tags that were seen, which tell a token `#` from a comment.
  private var seenTags: Set<String> = []
  /// How many tags had blanks around them, and the line of the first.
  private(set) var trimmedCount = 0
  private(set) var firstTrimmed: Int?

  struct SeenLine {
    let text: String
    let end: String
    let number: Int
  }

  /// Opens a file, plain or gzipped, and looks at its first lines; `-` is standard input.
  ///
  /// - Throws: `InputError` that names the file: what `LineReader` throws, `.usage` for a column that
  ///   is not there.
  public init(
    path: String, _ options: TaggedReadingOptions = TaggedReadingOptions()
  ) throws {
    var reader = try LineReader(path: path)
    let (layout, ahead) = try Self.look(&reader, TaggedDetector(options, path: path))
    self.layout = layout
    self.ahead = ahead
    self.reader = reader
    for line in ahead where !line.text.begins(with: "#") {
      let fields = layout.fields(line.text)
      guard let column = layout.tagColumn, fields.count == layout.columnCount else { continue }
      seenTags.insert(fields[column].trimmed)
    }
  }

  /// Reads as many lines as say what the file is; returns them in reverse order.
  private static func look(
    _ reader: inout LineReader, _ detector: TaggedDetector
  ) throws -> (layout: TaggedLayout, ahead: [SeenLine]) {
    var ahead: [SeenLine] = []
    while detector.wants(ahead.map(\.text)), let line = try reader.next() {
      ahead.append(SeenLine(text: line, end: reader.lineEnd, number: reader.lineNumber))
    }
    return (try detector.layout(ahead.map(\.text), file: reader.name), ahead.reversed())
  }

  private mutating func nextLine() throws -> SeenLine? {
    if let line = ahead.popLast() { return line }
    return try reader.next().map {
      SeenLine(text: $0, end: reader.lineEnd, number: reader.lineNumber)
    }
  }

  /// The next sentence with its lines, or nil at the end.
  ///
  /// - Throws: `InputError.badData` with file and line for a line of another number of columns, an
  ///   empty token, or a token number of CoNLL-U that is not the next.
  public mutating func next() throws -> TaggedBlock? {
    var lines: [TaggedBlock.Line] = []
    var sentence = TaggedSentence(tokens: [])
    while let line = try nextLine() {
      let isToken = try add(line, to: &sentence)
      lines.append(
        TaggedBlock.Line(
          text: line.text, end: line.end, token: isToken ? sentence.tokens.count - 1 : nil))
      if layout.format == .lines || line.text.isBlank { break }
    }
    if lines.isEmpty { return nil }
    defer { isFirst = false }
    return TaggedBlock(
      sentence: sentence, lines: lines, hasByteOrderMark: isFirst && reader.hasByteOrderMark)
  }

  /// Takes in a line; returns whether it is a token.
  private mutating func add(_ line: SeenLine, to sentence: inout TaggedSentence) throws -> Bool {
    if line.text.isBlank { return false }
    if layout.format == .lines {
      sentence.tokens = TaggedLayout.fields(line.text, isTabbed: false).map(String.init)
      sentence.lines = sentence.tokens.map { _ in line.number }
      return false
    }
    let file = name
    func bad(_ message: String) -> InputError {
      InputError(.badData, file: file, line: line.number, message)
    }
    if layout.format == .conllu && line.text.utf8.first == UInt8(ascii: "#") { return false }
    if line.text.begins(with: "-DOCSTART-") { return false }
    let fields = layout.fields(line.text)
    if isComment(line.text, fields, isInside: !sentence.tokens.isEmpty) { return false }
    guard fields.count == layout.columnCount else {
      throw bad(
        "expected \(layout.columnCount) columns between \(layout.isTabbed ? "tabs" : "blanks"), "
          + "found \(fields.count): \(line.text.shown)")
    }
    if layout.format == .conllu, try !isToken(fields[0], after: sentence, bad) { return false }
    let token = fields[layout.tokenColumn]
    guard !token.isEmpty else { throw bad("the token is empty") }
    // A token may be nothing but a space of Unicode.
    sentence.tokens.append(layout.isTabbed && !token.isWhiteSpace ? token.trimmed : String(token))
    sentence.lines.append(line.number)
    if let column = layout.tagColumn {
      let tag = fields[column].trimmed
      if tag.utf8.count < fields[column].utf8.count {
        trimmedCount += 1
        firstTrimmed = firstTrimmed ?? line.number
      }
      let isOpen = layout.format == .conllu && [3, 4].contains(column) && tag == "_"
      sentence.tags.append(isOpen ? "" : tag)
      if layout.format == .columns { seenTags.insert(tag) }
    }
    return true
  }

  /// Whether a line of a file of columns is a comment: it looks like one, and has not a token's number of
  /// fields with a tag that others have too or that, within a sentence, looks like one.
  private func isComment(_ line: String, _ fields: [Substring], isInside: Bool) -> Bool {
    guard layout.format == .columns, TaggedDetector.mayBeComment(line) else { return false }
    guard fields.count == layout.columnCount else { return true }
    guard let column = layout.tagColumn else { return line.utf8.count > 1 }
    let tag = fields[column].trimmed
    if seenTags.contains(tag) { return false }
    return !isInside || tag.utf8.count > 5
      || tag.unicodeScalars.contains { $0.properties.isLowercase }
  }

  /// Whether a line of CoNLL-U with this number is a token, rather than a range or an empty node.
  private func isToken(
    _ number: Substring, after sentence: TaggedSentence, _ bad: (String) -> InputError
  ) throws -> Bool {
    if let value = Int(number) {
      guard value == sentence.tokens.count + 1 else {
        throw bad("expected token \(sentence.tokens.count + 1) of the sentence, found \(value)")
      }
      return true
    }
    for mark in "-.".utf8 {
      let parts = String(number).parts(between: mark, omittingEmpty: false)
      if parts.count == 2, parts.allSatisfy({ Int($0) != nil }) { return false }
    }
    throw bad(
      "expected a token's number, a range (3-4) or an empty node (5.1), found \(number.shown)")
  }
}

extension String {
  /// Whether there is nothing but blanks and tabs.
  var isBlank: Bool { utf8.allSatisfy { $0 == 0x20 || $0 == 0x09 } }
}
