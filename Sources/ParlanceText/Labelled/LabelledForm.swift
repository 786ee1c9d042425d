import ParlanceSystem

/// How a file's texts lie: as told, or as it is named, or as its first line looks.
struct LabelledForm {
  let kind: LabelledFormat.Kind
  /// Whether it is only the first line that looks so.
  private(set) var isGuessed = false

  /// Looks at a file that is open for reading, standard input too, and takes nothing from it.
  ///
  /// - `allowsLines`: whether lines without labels will do.
  init(
    _ path: String, _ reader: inout LineReader, _ format: LabelledFormat, allowsLines: Bool = false
  ) throws {
    if let kind = Self.said(format) ?? Self.named(path) {
      self.kind = kind
      return
    }
    guard let line = try reader.peek(where: { !$0.isWhiteSpace }) else {
      guard !allowsLines else {
        kind = .lines
        return
      }
      throw InputError(.badData, file: reader.name, "the file is empty")
    }
    guard let seen = try Self.seen(line, format) ?? (allowsLines ? .lines : nil) else {
      throw InputError(
        .badData, file: reader.name, line: reader.peekedLine,
        "no form of labelled text is seen: expected a label that begins with "
          + "\(format.labelPrefix), a tab between label and text, or a JSON object, found "
          + "\(line.shown); say which it is with --data-format, or name the file .csv, .tsv or .jsonl"
      )
    }
    kind = seen
    isGuessed = true
  }

  private static func said(_ format: LabelledFormat) -> LabelledFormat.Kind? {
    if format.kind != .automatic { return format.kind }
    return format.separator.map { $0 == "\t" ? .tsv : .csv }
  }

  private static func named(_ path: String) -> LabelledFormat.Kind? {
    let name = path.lowercased()
    let plain = name.ends(with: ".gz") ? String(name.dropLast(3)) : name
    if plain.ends(with: ".csv") { return .csv }
    if plain.ends(with: ".tsv") || plain.ends(with: ".tab") { return .tsv }
    if plain.ends(with: ".jsonl") || plain.ends(with: ".ndjson") { return .jsonl }
    return nil
  }

  /// What the first line that is not blank looks like.
  private static func seen(
    _ line: String, _ format: LabelledFormat
  ) throws -> LabelledFormat.Kind? {
    if !FastTextLine(prefix: format.labelPrefix).parts(line).labels.isEmpty { return .fastText }
    if line.trimmed.begins(with: "{") { return .jsonl }
    if line.utf8.contains(0x09) { return .tsv }
    // A header of known names.
    let names = line.parts(between: UInt8(ascii: ","), omittingEmpty: false).map {
      $0.trimmed.trimming("\"").columnName
    }
    func has(_ known: [String]) -> Bool { names.contains(where: known.contains) }
    let isHeader =
      names.count > 1 && has(LabelledFormat.textNames) && has(LabelledFormat.labelNames)
    return isHeader ? .csv : nil
  }
}

extension String {
  /// Without a mark at both ends.
  fileprivate func trimming(_ mark: Character) -> String {
    count > 1 && first == mark && last == mark ? String(dropFirst().dropLast()) : self
  }
}

/// A line of fastText's form: words with the prefix are labels, the rest is the text.
struct FastTextLine {
  let prefix: String

  /// The text, its words between single blanks, and the labels.
  func parts(_ line: String) -> (text: String, labels: [String]) {
    let words = Tokenizer(level: .word).words(line)
    let labels = words.filter(isLabel)
    if labels.isEmpty { return (words.joined(separator: " "), []) }
    return (
      words.filter { !isLabel($0) }.joined(separator: " "),
      labels.map { String(decoding: $0.utf8.dropFirst(prefix.utf8.count), as: UTF8.self) }
    )
  }

  private func isLabel(_ word: String) -> Bool {
    word.begins(with: prefix) && word.utf8.count > prefix.utf8.count
  }
}
