import Foundation

/// Looks for all records of a file of labelled texts that cannot be read, where a reader would stop at
/// the first.
public enum StructureCheck {
  /// Rows of another number of fields than the first, lines without a label, lines that are no JSON
  /// object; nothing for a folder.
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
    switch try LabelledTexts.kind(of: path, format) {
    case .folder: break
    case .automatic, .fastText:
      try LineReader.forEachLine(path) { line, number in
        let words = Tokenizer(level: .word).tokens(line)
        let hasLabel = words.contains {
          $0.hasPrefix(format.labelPrefix) && $0 != format.labelPrefix
        }
        if !words.isEmpty && !hasLabel {
          add(number, "there is no \(format.labelPrefix) and label")
        }
      }
    case .csv: try lookAtFields(path, isQuoted: true, add)
    case .tsv: try lookAtFields(path, isQuoted: false, add)
    case .jsonl:
      try LineReader.forEachLine(path) { line, number in
        if line.allSatisfy(\.isWhitespace) { return }
        let object = try? JSONSerialization.jsonObject(with: Data(line.utf8))
        if !(object is [String: Any]) { add(number, "the line is no JSON object") }
      }
    }
  }

  private static func lookAtFields(
    _ path: String, isQuoted: Bool, _ add: (Int, String) -> Void
  ) throws {
    var reader = try DelimitedReader(
      path: path, separator: isQuoted ? "," : "\t", isQuoted: isQuoted)
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
