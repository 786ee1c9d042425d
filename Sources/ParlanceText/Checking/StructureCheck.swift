import Foundation

/// Looks for all records of a file of labelled texts that cannot be read, where a reader would stop at
/// the first.
public enum StructureCheck {
  /// Rows of another number of fields than the first or that a stray quote holds together, lines without
  /// a label, lines that are no JSON object; nothing for a folder.
  ///
  /// What is not UTF-8 ends the search: `EncodingCheck` finds that.
  public static func findings(
    in path: String, format: LabelledFormat = LabelledFormat()
  ) -> [DataFinding] {
    var findings: [DataFinding] = []
    func add(_ line: Int, _ message: String) {
      findings.append(
        DataFinding(.structure, .problem, at: .init(file: path, line: line), message))
    }
    // An error that ends the reading is one that the caller meets on reading.
    try? look(path, format, add)
    return findings
  }

  private static func look(
    _ path: String, _ format: LabelledFormat, _ add: (Int, String) -> Void
  ) throws {
    if LabelledTexts.isFolder(path) { return }
    var reader = try LineReader(path: path)
    switch try LabelledForm(path, &reader, format).kind {
    case .folder, .lines: break
    case .automatic, .fastText:
      let form = FastTextLine(prefix: format.labelPrefix)
      while let line = try reader.next() {
        let (text, labels) = form.parts(line)
        if labels.isEmpty && !text.isEmpty {
          add(reader.lineNumber, "there is no \(format.labelPrefix) and label")
        }
      }
    case .csv:
      let separator = format.separator?.first ?? ","
      try lookAtFields(DelimitedReader(reader, separator: separator, isQuoted: true), add)
    case .tsv: try lookAtFields(DelimitedReader(reader, separator: "\t", isQuoted: false), add)
    case .jsonl:
      while let line = try reader.next() {
        if line.isWhiteSpace { continue }
        do {
          _ = try JSONRecord(line)
        } catch let problem as JSONRecord.Problem {
          add(reader.lineNumber, "the line is no JSON object: " + problem.message)
        }
      }
    }
  }

  private static func lookAtFields(
    _ records: consuming DelimitedReader, _ add: (Int, String) -> Void
  ) throws {
    var reader = records
    var first: (count: Int, line: Int)?
    while let fields = try reader.next() {
      guard let (count, line) = first else {
        first = (fields.count, reader.lineNumber)
        continue
      }
      if fields.count != count {
        add(
          reader.lineNumber,
          "expected \(count) fields as on line \(line), found \(fields.count)")
      }
    }
  }
}
