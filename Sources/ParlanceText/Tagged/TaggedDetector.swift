/// Sees from a file's name and first lines how it is laid out.
struct TaggedDetector {
  private let options: TaggedReadingOptions
  private let format: TaggedFormat?
  private let isStandardInput: Bool

  /// Lines that are looked at where plain lines must be told from columns.
  private static let limit = 256

  init(_ options: TaggedReadingOptions, path: String) {
    self.options = options
    let name = path.hasSuffix(".gz") ? String(path.dropLast(3)) : path
    format = options.format ?? (name.hasSuffix(".conllu") ? .conllu : nil)
    isStandardInput = path == "-"
  }

  /// Whether more than these first lines are needed.
  func wants(_ lines: [String]) -> Bool {
    if format == .conllu || format == .lines { return false }
    guard let line = firstLine(lines) else { return lines.count < Self.limit }
    if format != nil || !options.allowsLines || line.utf8.contains(0x09) { return false }
    // A line that someone types is answered at once.
    return !isStandardInput && lines.count < Self.limit
  }

  /// The first line that says something of columns, or nil where more lines must be seen.
  private func firstLine(_ lines: [String], isAll: Bool = false) -> String? {
    let lines = lines.filter { !$0.isBlank && !$0.hasPrefix("-DOCSTART-") }
    // Comments of CoNLL-U come before its first token; a tweet may begin with a #hashtag.
    let comments = lines.prefix { $0.hasPrefix("#") && !$0.utf8.contains(0x09) }
    if let line = lines.dropFirst(comments.count).first {
      return isUniversal(line) ? line : lines.first
    }
    if isAll || lines.count >= Self.limit { return lines.first }
    return isStandardInput && options.allowsLines ? lines.first { !$0.hasPrefix("# ") } : nil
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

  /// Whether lines are sentences, rather than columns between blanks: all of one number of words, with
  /// blank lines between some of them, or with entity tags at their ends.
  private func isPlain(_ lines: [String], _ first: String?) -> Bool {
    guard options.allowsLines else { return false }
    guard let first else { return true }
    if first.utf8.contains(0x09) || lines.contains(where: { $0.hasPrefix("-DOCSTART-") }) {
      return false
    }
    if isStandardInput { return true }
    let rows = lines.map { TaggedLayout.fields($0, isTabbed: false) }
    let words = rows.filter { !$0.isEmpty }
    guard words.count > 1, Set(words.map(\.count)).count == 1 else { return true }
    let touch = zip(rows, rows.dropFirst()).contains { !$0.isEmpty && !$1.isEmpty }
    let isSpaced = touch && words.count < rows.count
    return !isSpaced
      && !(first.contains(" ") && TagScheme.areEntityTags(words.map { String($0.last ?? "") }))
  }
}
