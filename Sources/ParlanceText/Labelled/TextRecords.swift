import ParlanceSystem

/// Texts to be given labels: a line each, or the records of a file as labelled texts lie in one, whose
/// labels are left out.
///
/// Lines, fastText's lines and JSON come one by one as they are read; a file of fields is read whole.
public struct TextRecords: ~Copyable {
  private enum Source {
    case lines
    case fastText(FastTextLine)
    case json(JSONLabels)
    case whole(LabelledTexts, next: Int)
  }

  /// What was decided on reading, for people.
  public private(set) var notes: [String] = []
  private var source: Source
  private var reader: LineReader?

  /// Opens a file, plain or gzipped, or standard input for `-`.
  ///
  /// - Throws: `InputError` as `LabelledTexts.read` does.
  public init(path: String, format: LabelledFormat = LabelledFormat()) throws {
    if LabelledTexts.isFolder(path) {
      let texts = try LabelledTexts.read(path, format: format)
      (source, notes) = (.whole(texts, next: 0), texts.notes)
      reader = nil
      return
    }
    var lines = try LineReader(path: path)
    lines.maximumLength = LineReader.maximumTextLength
    let form = try LabelledForm(path, &lines, format, allowsLines: true)
    switch form.kind {
    case .automatic, .lines: source = .lines
    case .fastText: source = .fastText(FastTextLine(prefix: format.labelPrefix))
    case .jsonl: source = .json(JSONLabels(format, needsLabels: false))
    case .csv, .tsv, .folder:
      let texts: LabelledTexts
      do {
        texts = try DelimitedLabels(format, isQuoted: form.kind == .csv, needsLabels: false)
          .texts(lines)
      } catch let error as InputError where form.isGuessed {
        throw InputError(
          error.kind, file: error.file, line: error.line,
          error.message + "; if each line is a text, say --data-format lines")
      }
      (source, notes) = (.whole(texts, next: 0), texts.notes)
      reader = nil
      return
    }
    reader = consume lines
  }

  /// The next text, or nil after the last.
  ///
  /// - Throws: as the initializer.
  public mutating func next() throws -> String? {
    if case .whole(let texts, let next) = source {
      guard next < texts.items.count else { return nil }
      source = .whole(texts, next: next + 1)
      return texts.items[next].text
    }
    while let line = try reader?.next() {
      switch source {
      case .lines, .whole: return line
      case .fastText(let form): return form.parts(line).text
      case .json(var labels):
        if line.isWhiteSpace { continue }
        let text = try labels.text(line, file: reader?.name ?? "", number: reader?.lineNumber ?? 0)
        source = .json(labels)
        return text.text
      }
    }
    return nil
  }
}
