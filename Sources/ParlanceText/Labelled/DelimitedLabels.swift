import ParlanceSystem

/// Labelled texts of a file of fields: which fields they are, and the texts.
struct DelimitedLabels {
  private let format: LabelledFormat
  private let isQuoted: Bool
  private let needsLabels: Bool

  init(_ format: LabelledFormat, isQuoted: Bool, needsLabels: Bool = true) {
    (self.format, self.isQuoted, self.needsLabels) = (format, isQuoted, needsLabels)
  }

  /// What stands between fields.
  private var separator: Character { format.separator?.first ?? (isQuoted ? "," : "\t") }

  func texts(_ lines: consuming LineReader) throws -> LabelledTexts {
    var rows: [(fields: [String], line: Int)] = []
    var texts = LabelledTexts([])
    var reader = DelimitedReader(lines, separator: separator, isQuoted: isQuoted)
    let name = reader.name
    while let fields = try reader.next() {
      if let first = rows.first, first.fields.count != fields.count {
        throw InputError(
          .badData, file: name, line: reader.lineNumber,
          "expected \(first.fields.count) fields as on line \(first.line), found \(fields.count)"
            + (isQuoted ? "; a field with a comma or a line feed is quoted" : ""))
      }
      if let swallowed = reader.swallowed { texts.add(swallowed) }
      rows.append((fields, reader.lineNumber))
    }
    guard let first = rows.first else { return texts }
    guard first.fields.count > 1 || !needsLabels else {
      throw InputError(
        .badData, file: name, line: first.line,
        "expected at least two fields, for the text and its label, found one: "
          + first.fields[0].shown + hint(first.fields[0]))
    }
    let columns = try FieldColumns(
      rows.map(\.fields), format, file: name, line: first.line, needsLabels: needsLabels)
    texts.items = rows.dropFirst(columns.hasHeader ? 1 : 0).map { fields, line in
      LabelledText(
        text: columns.text.map { fields[$0] }.joined(separator: " "),
        labels: columns.label.map { format.labels(of: fields[$0]) } ?? [], file: name, line: line,
        group: columns.group.flatMap { LabelledFormat.group(fields[$0]) })
    }
    texts.notes.insert("\(name): \(columns.summary)", at: 0)
    return texts
  }

  /// What else may stand between the fields of a line.
  private func hint(_ line: String) -> String {
    let others: [(Character, String)] = [
      ("\t", "tab"), (";", "';'"), ("|", "'|'"), (",", ","),
    ]
    let found = others.first { other, _ in
      other != separator && line.utf8.contains(other.asciiValue!)
    }
    return found.map { "; are its fields separated by another mark? Say --separator \($1)" } ?? ""
  }
}

extension LabelledFormat {
  /// The labels in a field, without white space around them.
  func labels(of field: String) -> [String] {
    let parts = labelSeparator.map { field.split(separator: $0).map(String.init) } ?? [field]
    return parts.map { $0.trimmed }.filter { !$0.isEmpty }
  }

  /// What columns are called that hold a text, and a label, the likelier first.
  static let textNames = [
    "text", "sentence", "tweet", "message", "review", "content", "body", "document", "comment",
    "question", "utterance", "title", "description", "name",
  ]
  static let labelNames = [
    "label", "labels", "class", "category", "target", "sentiment", "emotion", "intent", "topic",
    "tag", "tags", "coarse_label", "label_text", "stars", "rating", "polarity", "y",
  ]
}

extension String {
  /// The name of a column as it is compared: without white space around it, in small letters.
  var columnName: String { trimmed.lowercased() }
}
