/// Sees from a file's name and first lines how it is laid out.
struct TaggedDetector {
  private let options: TaggedReadingOptions
  private let format: TaggedFormat?
  private let isStandardInput: Bool

  /// Lines that are looked at where plain lines must be told from columns.
  private static let limit = 256

  init(_ options: TaggedReadingOptions, path: String) {
    self.options = options
    let name = path.ends(with: ".gz") ? String(path.dropLast(3)) : path
    format = options.format ?? (name.ends(with: ".conllu") ? .conllu : nil)
    isStandardInput = path == "-"
  }

  /// Whether more than these first lines are needed.
  func wants(_ lines: [String]) -> Bool {
    if format == .conllu || format == .lines { return false }
    // A line that someone types is answered at once.
    if isStandardInput && firstLine(lines) != nil { return false }
    return lines.count < Self.limit
  }

  /// Whether a line among columns looks like a comment, though it may be a token that is a `#`.
  static func mayBeComment(_ line: String) -> Bool {
    guard line.begins(with: "#") else { return false }
    let word = line.parts(between: 0x20, 0x09)[0]
    return ["#", "#begin", "#end"].contains { haveEqualScalars(String(word), $0) }
  }

  /// The first line that says something of columns, or nil where more lines must be seen.
  private func firstLine(_ lines: [String], isAll: Bool = false) -> String? {
    let lines = lines.filter { !$0.isBlank && !$0.begins(with: "-DOCSTART-") }
    // Comments come before the first token; a tweet may begin with a #hashtag.
    let comments = lines.prefix { $0.begins(with: "#") && !$0.utf8.contains(0x09) }
    if let line = lines.dropFirst(comments.count).first, isUniversal(line) { return line }
    if let line = lines.first(where: { !Self.mayBeComment($0) }),
      isAll || comments.count < lines.count || options.allowsLines
    {
      return line
    }
    return isAll || lines.count >= Self.limit ? lines.first : nil
  }

  private func isUniversal(_ line: String) -> Bool {
    let fields = TaggedLayout.fields(line, isTabbed: true)
    return fields.count == 10 && fields[0].utf8.first.map { 0x30...0x39 ~= $0 } == true
  }

  func layout(_ lines: [String], file: String) throws -> TaggedLayout {
    let line = firstLine(lines, isAll: true)
    let seen =
      format
      ?? (line.map(isUniversal) == true ? .conllu : isPlain(lines, line) ? .lines : .columns)
    switch seen {
    case .conllu:
      return try TaggedLayout(.conllu, isTabbed: true, columnCount: 10, options, file: file)
    case .lines:
      return try TaggedLayout(.lines, isTabbed: false, columnCount: 0, options, file: file)
    case .columns:
      let isTabbed = line?.utf8.contains(0x09) ?? false
      let count = line.map { TaggedLayout.fields($0, isTabbed: isTabbed).count } ?? 1
      return try TaggedLayout(.columns, isTabbed: isTabbed, columnCount: count, options, file: file)
    }
  }

  /// Whether lines are sentences, rather than columns between blanks: all of one number of words, and
  /// either entity tags at their ends, or blank lines between some of them and what may be tags.
  private func isPlain(_ lines: [String], _ first: String?) -> Bool {
    guard options.allowsLines else { return false }
    guard let first else { return true }
    if first.utf8.contains(0x09) || lines.contains(where: { $0.begins(with: "-DOCSTART-") }) {
      return false
    }
    if isStandardInput { return true }
    let rows = lines.filter { !Self.mayBeComment($0) }
      .map { TaggedLayout.fields($0, isTabbed: false) }
    let words = rows.filter { !$0.isEmpty }
    guard words.count > 1, Set(words.map(\.count)).count == 1 else { return true }
    let touch = zip(rows, rows.dropFirst()).contains { !$0.isEmpty && !$1.isEmpty }
    let isSpaced = touch && words.count < rows.count
    if words[0].count == 1 { return !isSpaced }
    let ends = words.map { String($0.last ?? "") }
    return !(Self.areEntityTags(ends) || isSpaced && Self.mayBeTags(ends))
  }

  /// Whether words are entity tags beyond doubt: "I" alone is a word too.
  private static func areEntityTags(_ words: [String]) -> Bool {
    TagScheme.areEntityTags(words.map(TagDialect(of: words)?.tag ?? { $0 }))
      && words.contains { $0 == "O" || !TagParts($0).type.isEmpty }
  }

  /// Whether words may be tags of classes: few for their number, or written as tags are.
  private static func mayBeTags(_ words: [String]) -> Bool {
    let distinct = Set(words)
    return distinct.count > 1
      && (2 * distinct.count <= words.count
        || distinct.allSatisfy { word in
          !word.unicodeScalars.contains { $0.properties.isLowercase }
        })
  }
}
