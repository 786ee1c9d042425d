import Foundation
import ParlanceSystem

extension LabelledTexts {
  /// Reads labelled texts: a file, plain or gzipped, a folder, or standard input for `-`.
  ///
  /// - Throws: `InputError` that names file and line: what `LineReader` throws, and for a form that
  ///   cannot be told, a column that is not there, rows of unequal length, quotes that do not close,
  ///   lines that are no JSON, a label that cannot be stored, or a file without any text.
  public static func read(
    _ path: String, format: LabelledFormat = LabelledFormat()
  ) throws -> LabelledTexts {
    let texts: LabelledTexts
    if isFolder(path) {
      try format.checkHasColumns(.folder, path)
      texts = try readFolder(path)
    } else {
      var reader = try LineReader(path: path)
      reader.maximumLength = LineReader.maximumTextLength
      let form = try LabelledForm(path, &reader, format)
      try format.checkHasColumns(form.kind, path)
      switch form.kind {
      case .csv, .tsv:
        texts = try DelimitedLabels(format, isQuoted: form.kind == .csv).texts(reader)
      case .jsonl:
        var labels = JSONLabels(format)
        texts = try labels.texts(reader)
      case .folder: texts = try readFolder(path)
      case .lines:
        throw InputError(.usage, file: path, "plain lines have no labels; they serve predict alone")
      case .automatic, .fastText:
        texts = try readFastText(reader, FastTextLine(prefix: format.labelPrefix))
      }
    }
    guard !texts.items.isEmpty else {
      throw InputError(.badData, file: path, "there is no text in it")
    }
    for item in texts.items {
      guard let problem = item.labels.lazy.compactMap(LabelSet.problem).first else { continue }
      throw InputError(.badData, file: item.file, line: item.line, problem)
    }
    return texts
  }

  static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      && isFolder.boolValue
  }

  /// fastText's form: words with the prefix are labels wherever they stand, the rest is the text.
  private static func readFastText(
    _ lines: consuming LineReader, _ form: FastTextLine
  ) throws -> LabelledTexts {
    var items: [LabelledText] = []
    var reader = lines
    while let line = try reader.next() {
      let (text, labels) = form.parts(line)
      if text.isEmpty, labels.isEmpty { continue }
      guard !labels.isEmpty else {
        throw InputError(
          .badData, file: reader.name, line: reader.lineNumber,
          "expected a word that begins with \(form.prefix) and names a label, found none in: "
            + line.shown)
      }
      items.append(
        LabelledText(text: text, labels: labels, file: reader.name, line: reader.lineNumber))
    }
    return LabelledTexts(items)
  }

  /// A folder of files, each line of which has the file's name as its label, or a folder of folders,
  /// each file of which has the folder's.
  private static func readFolder(_ path: String) throws -> LabelledTexts {
    guard isFolder(path) else {
      throw InputError(.missingInput, file: path, "expected a folder of labels, found none")
    }
    var (texts, skipped) = (LabelledTexts([]), [String]())
    for entry in try names(in: path) {
      let place = path + "/" + entry
      let stem = stem(entry)
      if ["readme", "license", "licence", "original-readme"].contains(stem.lowercased()) {
        skipped.append(entry)
      } else if let files = try? names(in: place) {
        for file in files {
          texts.items.append(try document(place + "/" + file, label: entry))
        }
      } else {
        try LineReader.forEachLine(place) { line, number in
          if line.isWhiteSpace { return }
          texts.items.append(
            LabelledText(text: line, labels: [stem.trimmed], file: place, line: number))
        }
      }
    }
    if !skipped.isEmpty {
      texts.notes.append("\(path): \(skipped.joined(separator: ", ")) left out: no label's file")
    }
    return texts
  }

  /// Visible entries in the order of their names.
  private static func names(in folder: String) throws -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: folder)
        .filter { !$0.hasPrefix(".") }
        .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    } catch {
      throw InputError(.missingInput, file: folder, "the folder cannot be read")
    }
  }

  /// A name without its endings.
  private static func stem(_ name: String) -> String {
    for ending in [".gz", ".txt", ".text", ".md"] where name.lowercased().hasSuffix(ending) {
      return stem(String(name.dropLast(ending.count)))
    }
    return name
  }

  private static func document(_ path: String, label: String) throws -> LabelledText {
    var lines: [String] = []
    try LineReader.forEachLine(path) { line, _ in lines.append(line) }
    return LabelledText(
      text: lines.joined(separator: "\n"), labels: [label.trimmed], file: path, line: 1)
  }
}

extension LabelledFormat {
  /// Throws where groups are asked for of a form that has none.
  fileprivate func checkHasColumns(_ kind: Kind, _ path: String) throws {
    guard let groupColumn, ![.csv, .tsv, .jsonl].contains(kind) else { return }
    throw InputError(
      .usage, file: path,
      "texts in the form \(kind.rawValue) have no column \(groupColumn.shown); groups are read from "
        + "csv, tsv and jsonl")
  }

  /// A group's name without white space around it; nil for none.
  static func group(_ field: String) -> String? {
    let name = field.trimmed.composed
    return name.isEmpty ? nil : name
  }
}
