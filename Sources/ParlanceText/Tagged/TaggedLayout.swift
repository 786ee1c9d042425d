import ParlanceSystem

/// How a file of sentences is laid out.
public enum TaggedFormat: String, Sendable, Codable, CaseIterable {
  /// A token a line in columns, and blank lines between sentences: CoNLL-2003, WNUT.
  case columns
  /// Ten columns between tabs, as Universal Dependencies have them.
  case conllu
  /// A sentence a line, its tokens between blanks, without tags.
  case lines
}

/// What a reader is told of a file; what it is not told, it sees from the file.
public struct TaggedReadingOptions: Codable, Sendable, Equatable {
  /// The layout; nil for what the name and the first lines look like.
  public var format: TaggedFormat?
  /// Whether a file may be plain lines of tokens where no layout is given.
  public var allowsLines = false
  /// The column of the tokens, counted from 1, or its name; nil for the first, and CoNLL-U's `form`.
  public var tokenColumn: String?
  /// The column of the tags, counted from 1, or its name; nil for the last, and CoNLL-U's `upos`.
  public var tagColumn: String?

  /// Creates options; by default all is seen from the file.
  public init(
    format: TaggedFormat? = nil, allowsLines: Bool = false, tokenColumn: String? = nil,
    tagColumn: String? = nil
  ) {
    self.format = format
    self.allowsLines = allowsLines
    self.tokenColumn = tokenColumn
    self.tagColumn = tagColumn
  }
}

/// What a reader has found a file to be.
public struct TaggedLayout: Sendable, Equatable {
  /// How the file is laid out.
  public let format: TaggedFormat
  /// Whether columns are separated by one tab each, rather than by blanks and tabs.
  public let isTabbed: Bool
  /// Columns of each line; 0 for plain lines.
  public let columnCount: Int
  /// The column of the tokens, counted from 0.
  public let tokenColumn: Int
  /// The column of the tags, counted from 0; nil where there is none.
  public let tagColumn: Int?

  static let names = [
    "id", "form", "lemma", "upos", "xpos", "feats", "head", "deprel", "deps", "misc",
  ]
  static let fourNames = ["word", "pos", "chunk", "ner"]

  /// For messages.
  var columnText: String {
    guard let tagColumn else { return "" }
    return format == .conllu ? " in column \(Self.names[tagColumn])" : " in column \(tagColumn + 1)"
  }

  /// Finds the columns in a file whose lines have so many; throws `InputError` for one that is not
  /// there.
  init(
    _ format: TaggedFormat, isTabbed: Bool, columnCount: Int, _ options: TaggedReadingOptions,
    file: String
  ) throws {
    self.format = format
    self.isTabbed = isTabbed
    self.columnCount = columnCount
    func place(_ column: String?, _ option: String) throws -> Int? {
      guard let column else { return nil }
      if format == .lines {
        throw InputError(.usage, file: file, "--\(option): plain lines of tokens have no columns")
      }
      return try Self.place(of: column, option, format, columnCount, file)
    }
    let isUniversal = format == .conllu
    tokenColumn = try place(options.tokenColumn, "token-column") ?? (isUniversal ? 1 : 0)
    let said = try place(options.tagColumn, "tag-column")
    if let said, said == tokenColumn {
      throw InputError(.usage, file: file, "column \(said + 1) cannot be both tokens and tags")
    }
    let last = columnCount > 1 && tokenColumn != columnCount - 1 ? columnCount - 1 : nil
    tagColumn = said ?? (isUniversal ? 3 : last)
  }

  private static func place(
    of column: String, _ option: String, _ format: TaggedFormat, _ count: Int, _ file: String
  ) throws -> Int {
    func wrong(_ message: String) -> InputError {
      InputError(.usage, file: file, "--\(option) \(column): \(message)")
    }
    if let number = Int(column) {
      guard 1...count ~= number else { throw wrong("the file has columns 1 to \(count)") }
      return number - 1
    }
    let known = format == .conllu ? names : count == 4 ? fourNames : []
    if let place = known.firstIndex(of: column.lowercased()) { return place }
    throw wrong(
      known.isEmpty
        ? "expected a number, 1 to \(count); the file's columns have no names"
        : "expected 1 to \(count) or one of \(known.joined(separator: ", "))")
  }

  /// The columns of a line, as parts of it.
  func fields(_ line: String) -> [Substring] { Self.fields(line, isTabbed: isTabbed) }

  static func fields(_ line: String, isTabbed: Bool) -> [Substring] {
    isTabbed
      ? line.parts(between: 0x09, omittingEmpty: false) : line.parts(between: 0x20, 0x09)
  }
}
