import ParlanceSystem

/// Labelled texts of a file of fields: which fields they are, and the texts.
struct DelimitedLabels {
  private let path: String
  private let format: LabelledFormat
  private let isQuoted: Bool

  init(_ path: String, _ format: LabelledFormat, isQuoted: Bool) {
    (self.path, self.format, self.isQuoted) = (path, format, isQuoted)
  }

  func texts() throws -> LabelledTexts {
    var rows: [(fields: [String], line: Int)] = []
    var reader = try DelimitedReader(
      path: path, separator: isQuoted ? "," : "\t", isQuoted: isQuoted)
    let name = reader.name
    while let fields = try reader.next() {
      if let first = rows.first, first.fields.count != fields.count {
        throw InputError(
          .badData, file: name, line: reader.lineNumber,
          "expected \(first.fields.count) fields as on line \(first.line), found \(fields.count)"
            + (isQuoted ? "; a field with a comma or a line feed is quoted" : ""))
      }
      rows.append((fields, reader.lineNumber))
    }
    guard let first = rows.first?.fields else { return LabelledTexts([]) }
    guard first.count > 1 else {
      throw InputError(
        .badData, file: name, line: rows[0].line,
        "expected at least two fields, for the text and its label, found one")
    }
    let columns = try FieldColumns(
      first, sample: rows.dropFirst().prefix(1000).map(\.fields), format, file: name)
    let items = rows.dropFirst(columns.hasHeader ? 1 : 0).map { fields, line in
      LabelledText(
        text: columns.text.map { fields[$0] }.joined(separator: " "),
        labels: format.labels(of: fields[columns.label]), file: name, line: line)
    }
    return LabelledTexts(items, notes: ["\(name): \(columns.summary)"])
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

/// Which columns hold the text and the label, and whether the first row names them.
private struct FieldColumns {
  var text: [Int] = []
  var label = 0
  var hasHeader = false
  private var names: [String] = []

  init(
    _ first: [String], sample: [[String]], _ format: LabelledFormat, file: String
  ) throws {
    names = first
    let plain = first.map { $0.trimmed.lowercased() }
    func known(_ candidates: [String]) -> Int? {
      candidates.lazy.compactMap { plain.firstIndex(of: $0) }.first
    }
    let named = [format.textColumn, format.labelColumn].compactMap { $0 }
    let namesColumn = named.contains { column in
      first.contains(column)
        || column.split(separator: ",").contains { Int($0) == nil && first.contains(String($0)) }
    }
    hasHeader =
      namesColumn
      || (known(LabelledFormat.labelNames) != nil
        && (known(LabelledFormat.textNames) != nil || !named.isEmpty))
    func index(_ column: String) throws -> Int {
      if hasHeader, let index = first.firstIndex(of: column) { return index }
      if let number = Int(column), first.indices.contains(number - 1) { return number - 1 }
      throw InputError(
        .badData, file: file, line: 1,
        "there is no column \(column); "
          + (hasHeader || Int(column) == nil
            ? "the columns are \(first.joined(separator: ", "))"
            : "there are \(first.count)"))
    }
    let saidLabel = try format.labelColumn.map(index)
    let saidText = try format.textColumn.map { column in
      if first.contains(column) { return [try index(column)] }
      return try column.split(separator: ",").map { try index(String($0)) }
    }
    let knownText = hasHeader ? known(LabelledFormat.textNames) : nil
    let knownLabel = hasHeader ? known(LabelledFormat.labelNames) : nil
    if first.count == 2, saidText?.count ?? 1 == 1 {
      let rows = hasHeader ? sample : [first] + sample
      label =
        saidLabel ?? saidText.map { 1 - $0[0] } ?? knownLabel ?? Self.fewestValues(rows)
      text = saidText ?? [1 - label]
    } else if let foundLabel = saidLabel ?? knownLabel,
      let foundText = saidText ?? knownText.map({ [$0] })
    {
      (label, text) = (foundLabel, foundText)
    } else {
      throw InputError(
        .usage, file: file, line: 1,
        "which of the \(first.count) columns hold the text and the label? Say --text-column and "
          + "--label-column; the first row is \(first.joined(separator: ", "))")
    }
    guard !text.contains(label) else {
      throw InputError(.usage, file: file, "the text and the label are both column \(label + 1)")
    }
  }

  /// Of two columns without names, labels are those that repeat; the shorter where none does.
  private static func fewestValues(_ rows: [[String]]) -> Int {
    let values = (0..<2).map { column in Set(rows.map { $0[column] }).count }
    if values[0] != values[1] { return values[0] < values[1] ? 0 : 1 }
    let lengths = (0..<2).map { column in rows.reduce(0) { $0 + $1[column].utf8.count } }
    return lengths[0] <= lengths[1] ? 0 : 1
  }

  var summary: String {
    func name(_ index: Int) -> String {
      hasHeader ? names[index] : "\(index + 1)"
    }
    return "text in column \(text.map(name).joined(separator: ",")), label in column \(name(label))"
      + (hasHeader ? "" : ", no header")
  }
}

extension String {
  /// Without white space at both ends.
  var trimmed: String {
    guard let first = firstIndex(where: { !$0.isWhitespace }),
      let last = lastIndex(where: { !$0.isWhitespace })
    else { return "" }
    return String(self[first...last])
  }
}
