import ParlanceSystem

/// Which columns hold the text and the label, and whether the first row names them.
///
/// The first row is a header where it says what columns are usually called or are asked for by name, or
/// where it fits no later row: see `isHeader`.
struct FieldColumns {
  private(set) var text: [Int] = []
  private(set) var label: Int?
  private(set) var group: Int?
  private(set) var hasHeader = false
  private var names: [String] = []
  /// Whether the header was told from the rows below it.
  private var isGuessed = false

  init(
    _ rows: [[String]], _ format: LabelledFormat, file: String, line: Int, needsLabels: Bool
  ) throws {
    let first = rows[0]
    names = first
    let search = ColumnSearch(names: first)
    let named = [format.textColumn, format.labelColumn, format.groupColumn].compactMap { $0 }
    let known = (
      text: search.known(LabelledFormat.textNames), label: search.known(LabelledFormat.labelNames)
    )
    let namesColumn = named.contains { column in
      search.index(column) != nil
        || column.parts(between: UInt8(ascii: ",")).contains {
          Int($0) == nil && search.index(String($0)) != nil
        }
    }
    hasHeader =
      format.hasHeader
      ?? (namesColumn
        || (known.label != nil && (known.text != nil || !named.isEmpty))
        || (!needsLabels && known.text != nil))
    try choose(rows, format, known, file: file, line: line, needsLabels: needsLabels)
    let later = rows.dropFirst()
    if !hasHeader, format.hasHeader == nil, let label {
      isGuessed = Self.isHeader(first, above: later, text, label)
      hasHeader = isGuessed
    }
  }

  /// Finds the columns: those that were said, those that the header names, or what they look like.
  private mutating func choose(
    _ rows: [[String]], _ format: LabelledFormat, _ known: (text: Int?, label: Int?), file: String,
    line: Int, needsLabels: Bool
  ) throws {
    let (first, later) = (rows[0], rows.dropFirst())
    let search = ColumnSearch(names: first)
    let hasHeader = hasHeader
    func index(_ column: String) throws -> Int {
      if hasHeader, let index = search.index(column) { return index }
      if let number = Int(column), first.indices.contains(number - 1) { return number - 1 }
      throw InputError(
        .badData, file: file, line: line,
        "there is no column \(column.shown); "
          + (hasHeader || Int(column) == nil
            ? "the columns are \(first.joined(separator: ", ").shown)"
            : "there are \(first.count)"))
    }
    let saidLabel = try format.labelColumn.map(index)
    group = try format.groupColumn.map(index)
    let saidText = try format.textColumn.map { column in
      if search.index(column) != nil { return [try index(column)] }
      return try column.parts(between: UInt8(ascii: ",")).map { try index(String($0)) }
    }
    let knownLabel = hasHeader ? known.label : nil
    let foundText = saidText ?? (hasHeader ? known.text : nil).map { [$0] }
    if first.count == 1 {
      text = [0]
    } else if !needsLabels, let foundText {
      (text, label) = (foundText, saidLabel ?? knownLabel)
    } else if first.count == 2, saidText?.count ?? 1 == 1 {
      let sample = Array((later.isEmpty ? rows[...] : later).prefix(1000))
      let found =
        saidLabel ?? saidText.map { 1 - $0[0] } ?? knownLabel ?? Self.fewestValues(sample)
      (label, text) = (found, saidText ?? [1 - found])
    } else if let foundLabel = saidLabel ?? knownLabel, let foundText {
      (label, text) = (foundLabel, foundText)
    } else {
      throw InputError(
        .usage, file: file, line: line,
        "which of the \(first.count) columns hold the text and the label? Say --text-column and "
          + "--label-column; the first row is \(first.joined(separator: ", ").shown)")
    }
    if let label, text.contains(label) {
      throw InputError(.usage, file: file, "the text and the label are both column \(label + 1)")
    }
  }

  /// Whether a first row is one of names though nothing known is among them: its label is in no later
  /// row, and later rows have labels that are numbers, where it has none; or labels that each come
  /// twice or more, and mostly texts of several words, where it has one word.
  private static func isHeader(
    _ first: [String], above later: ArraySlice<[String]>, _ text: [Int], _ label: Int
  ) -> Bool {
    let name = first[label].trimmed
    var counts: [String: Int] = [:]
    for row in later { counts[row[label].trimmed, default: 0] += 1 }
    guard !name.isEmpty, !counts.isEmpty, counts[name] == nil else { return false }
    if counts.keys.allSatisfy({ Double($0) != nil }) { return Double(name) == nil }
    func words(_ row: [String]) -> Int {
      text.reduce(0) { $0 + row[$1].unicodeScalars.split { $0.properties.isWhitespace }.count }
    }
    return counts.values.allSatisfy { $0 > 1 } && words(first) == text.count
      && 2 * later.count { words($0) > text.count } > later.count
  }

  /// Of two columns without names, labels are those that repeat; the shorter where none does.
  private static func fewestValues(_ rows: [[String]]) -> Int {
    let values = (0..<2).map { column in Set(rows.map { $0[column] }).count }
    if values[0] != values[1] { return values[0] < values[1] ? 0 : 1 }
    let lengths = (0..<2).map { column in rows.reduce(0) { $0 + $1[column].utf8.count } }
    return lengths[0] <= lengths[1] ? 0 : 1
  }

  /// For people.
  var summary: String {
    func name(_ index: Int) -> String {
      hasHeader ? names[index].trimmed.shown : "\(index + 1)"
    }
    return "text in column \(text.map(name).joined(separator: ","))"
      + (label.map { ", label in column \(name($0))" } ?? "")
      + (isGuessed
        ? "; the first row is taken for a header, since no later row is like it: --header no reads it"
        : hasHeader ? "" : ", no header")
  }
}

/// The columns of a header by name: as they are written, or else without white space and capitals.
private struct ColumnSearch {
  let names: [String]
  private let plain: [String]

  init(names: [String]) {
    self.names = names
    plain = names.map(\.columnName)
  }

  func index(_ column: String) -> Int? {
    names.firstIndex { haveEqualScalars($0, column) } ?? plain.firstIndex(of: column.columnName)
  }

  func known(_ candidates: [String]) -> Int? {
    candidates.lazy.compactMap { plain.firstIndex(of: $0) }.first
  }
}
