import Foundation
import ParlanceSystem

/// Labelled texts of a file with a JSON object a line.
struct JSONLabels {
  private let format: LabelledFormat
  private let needsLabels: Bool
  private var keys: (text: [String], label: String?)?
  /// The first line in which half a character was lost, and how many halves there were.
  private var lost: (line: Int, count: Int)?

  init(_ format: LabelledFormat, needsLabels: Bool = true) {
    (self.format, self.needsLabels) = (format, needsLabels)
  }

  mutating func texts(_ reader: consuming LineReader) throws -> LabelledTexts {
    var items: [LabelledText] = []
    while let line = try reader.next() {
      if line.isWhiteSpace { continue }
      items.append(try text(line, file: reader.name, number: reader.lineNumber))
    }
    var texts = LabelledTexts(items)
    if let keys {
      texts.notes.append(
        "\(reader.name): text under \(keys.text.joined(separator: ","))"
          + (keys.label.map { ", label under \($0)" } ?? ""))
    }
    if let lost {
      texts.add(
        DataFinding(
          .encoding, .note, at: .init(file: reader.name, line: lost.line),
          "halves of characters (\\ud800 to \\udfff without the other half) are read as U+FFFD: "
            + "\(lost.count) in all, the first here"))
    }
    return texts
  }

  /// The text of a line that is not blank.
  mutating func text(_ line: String, file: String, number: Int) throws -> LabelledText {
    func bad(_ message: String) -> InputError {
      InputError(.badData, file: file, line: number, message)
    }
    do {
      var record = try JSONRecord(line)
      let keys = try keys ?? chosenKeys(record.keys, bad)
      self.keys = keys
      let parts = try keys.text.map { key in
        let value = try record.value(key)
        guard case .text(let text)? = value else {
          throw bad("expected a text under \"\(key.shown)\", found \(value?.kind ?? "none")")
        }
        return text
      }
      var labels: [String] = []
      if let key = keys.label {
        let value = try record.value(key)
        guard let found = value.flatMap(labels(of:)) ?? (needsLabels ? nil : []) else {
          throw bad(
            "expected a label or a list of them under \"\(key.shown)\", found "
              + (value?.kind ?? "none"))
        }
        labels = found
      }
      let group = try format.groupColumn.map { try self.group($0, &record, bad) } ?? nil
      if record.lostHalves > 0 {
        lost = (lost?.line ?? number, (lost?.count ?? 0) + record.lostHalves)
      }
      return LabelledText(
        text: parts.joined(separator: " "), labels: labels, file: file, line: number, group: group)
    } catch let problem as JSONRecord.Problem {
      throw bad(problem.message)
    }
  }

  private func chosenKeys(
    _ keys: [String], _ bad: (String) -> InputError
  ) throws -> (text: [String], label: String?) {
    func known(_ names: [String]) -> String? {
      names.lazy.compactMap { name in keys.first { $0.columnName == name } }.first
    }
    func key(_ said: String) -> String {
      keys.first { haveEqualScalars($0, said) }
        ?? keys.first { $0.columnName == said.columnName } ?? said
    }
    let text =
      format.textColumn.map { column in
        keys.contains(where: { $0.columnName == column.columnName })
          ? [key(column)] : column.parts(between: UInt8(ascii: ",")).map { key(String($0)) }
      } ?? known(LabelledFormat.textNames).map { [$0] }
    let label = format.labelColumn.map(key) ?? known(LabelledFormat.labelNames)
    guard let text, label != nil || !needsLabels else {
      throw bad(
        "which keys hold the text and the label? Say --text-column and --label-column; the keys "
          + "are \(keys.sorted().joined(separator: ", ").shown)")
    }
    return (text, label)
  }

  /// The group that a record names; nil for null or an empty text.
  private func group(
    _ column: String, _ record: inout JSONRecord, _ bad: (String) -> InputError
  ) throws -> String? {
    let key =
      record.keys.first { haveEqualScalars($0, column) }
      ?? record.keys.first { $0.columnName == column.columnName }
    switch try key.flatMap({ try record.value($0) }) {
    case .text(let text): return LabelledFormat.group(text)
    case .number(let digits): return digits
    case .truth(let truth): return "\(truth)"
    case .null: return nil
    case nil:
      throw bad(
        "there is no key \(column.shown); the keys are "
          + record.keys.sorted().joined(separator: ", ").shown)
    case .list, .object: throw bad("expected one group under \"\(column.shown)\"")
    }
  }

  /// The labels that a value names; nil where it names none.
  private func labels(of value: JSONRecord.Value) -> [String]? {
    switch value {
    case .text(let text): return format.labels(of: text)
    case .number(let digits): return [digits]
    case .truth(let truth): return ["\(truth)"]
    case .list(let values):
      var labels: [String] = []
      for value in values {
        switch value {
        case .text(let text): labels += text.trimmed.isEmpty ? [] : [text.trimmed]
        case .number, .truth: labels += self.labels(of: value) ?? []
        case .list, .object, .null: return nil
        }
      }
      return labels
    case .object, .null: return nil
    }
  }
}
