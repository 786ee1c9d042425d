import Foundation
import ParlanceSystem

extension LabelledTexts {
  /// Reads labelled texts: a file, plain or gzipped, a folder, or standard input for `-`.
  ///
  /// - Throws: `InputError` that names file and line: what `LineReader` throws, and for a form that
  ///   cannot be told, a column that is not there, rows of unequal length, quotes that do not close,
  ///   lines that are no JSON, or a file without any text.
  public static func read(
    _ path: String, format: LabelledFormat = LabelledFormat()
  ) throws -> LabelledTexts {
    let kind = try kind(of: path, format)
    let texts =
      switch kind {
      case .automatic, .fastText: try readFastText(path, prefix: format.labelPrefix)
      case .csv, .tsv:
        try DelimitedLabels(path, format, isQuoted: kind == .csv).texts()
      case .jsonl: try JSONLabels(format).read(path)
      case .folder: try readFolder(path)
      }
    guard !texts.items.isEmpty else {
      throw InputError(.badData, file: path, "there is no text in it")
    }
    return texts
  }

  /// How a file's texts lie: as told, or as it is a folder, is named, or begins.
  static func kind(of path: String, _ format: LabelledFormat) throws -> LabelledFormat.Kind {
    isFolder(path) ? .folder : try detectedKind(path, format)
  }

  private static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      && isFolder.boolValue
  }

  private static func detectedKind(
    _ path: String, _ format: LabelledFormat
  ) throws -> LabelledFormat.Kind {
    guard format.kind == .automatic else { return format.kind }
    let name = path.lowercased()
    let plain = name.hasSuffix(".gz") ? String(name.dropLast(3)) : name
    if plain.hasSuffix(".csv") { return .csv }
    if plain.hasSuffix(".tsv") || plain.hasSuffix(".tab") { return .tsv }
    if plain.hasSuffix(".jsonl") || plain.hasSuffix(".ndjson") { return .jsonl }
    // Standard input can be read only once.
    if path == "-" { return .fastText }
    var reader = try LineReader(path: path)
    while let line = try reader.next() {
      let text = line.drop { $0.isWhitespace }
      if text.isEmpty { continue }
      if text.split(whereSeparator: \.isWhitespace)
        .contains(where: { $0.hasPrefix(format.labelPrefix) })
      {
        return .fastText
      }
      if text.hasPrefix("{") { return .jsonl }
      if text.contains("\t") { return .tsv }
      throw InputError(
        .badData, file: path, line: reader.lineNumber,
        "no form of labelled text is seen: expected a label that begins with "
          + "\(format.labelPrefix), a tab between label and text, or a JSON object; "
          + "say which it is, or name the file .csv, .tsv or .jsonl")
    }
    throw InputError(.badData, file: path, "the file is empty")
  }

  /// fastText's form: words with the prefix are labels wherever they stand, the rest is the text.
  private static func readFastText(_ path: String, prefix: String) throws -> LabelledTexts {
    var items: [LabelledText] = []
    var reader = try LineReader(path: path)
    let name = reader.name
    while let line = try reader.next() {
      let words = Tokenizer(level: .word).tokens(line)
      if words.isEmpty { continue }
      func isLabel(_ word: String) -> Bool { word.hasPrefix(prefix) && word != prefix }
      let labels = words.filter(isLabel).map { String($0.dropFirst(prefix.count)) }
      guard !labels.isEmpty else {
        throw InputError(
          .badData, file: name, line: reader.lineNumber,
          "expected a word that begins with \(prefix) and names a label, found none")
      }
      let text = words.filter { !isLabel($0) }.joined(separator: " ")
      items.append(
        LabelledText(text: text, labels: labels, file: name, line: reader.lineNumber))
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
          if line.allSatisfy(\.isWhitespace) { return }
          texts.items.append(LabelledText(text: line, labels: [stem], file: place, line: number))
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
    return LabelledText(text: lines.joined(separator: "\n"), labels: [label], file: path, line: 1)
  }
}
