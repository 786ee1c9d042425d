import Foundation
import ParlanceSystem

/// Labelled texts of a file with a JSON object a line.
struct JSONLabels {
  private let format: LabelledFormat

  init(_ format: LabelledFormat) { self.format = format }

  func read(_ path: String) throws -> LabelledTexts {
    var items: [LabelledText] = []
    var reader = try LineReader(path: path)
    let name = reader.name
    var keys: (text: [String], label: String)?
    while let line = try reader.next() {
      if line.allSatisfy(\.isWhitespace) { continue }
      func bad(_ message: String) -> InputError {
        InputError(.badData, file: name, line: reader.lineNumber, message)
      }
      guard let value = try? JSONDecoder().decode(JSONValue.self, from: Data(line.utf8)) else {
        throw bad("expected a JSON object, found something else")
      }
      guard case .object(let object) = value else { throw bad("expected a JSON object") }
      if keys == nil { keys = try chosenKeys(object, bad) }
      guard let (textKeys, labelKey) = keys else { continue }
      let parts = try textKeys.map { key in
        guard case .string(let text)? = object[key] else {
          throw bad("expected a text under \"\(key)\", found \(object[key]?.kind ?? "none")")
        }
        return text
      }
      guard let labels = object[labelKey]?.labels(format) else {
        throw bad(
          "expected a label or a list of them under \"\(labelKey)\", found "
            + (object[labelKey]?.kind ?? "none"))
      }
      items.append(
        LabelledText(
          text: parts.joined(separator: " "), labels: labels, file: name, line: reader.lineNumber))
    }
    let notes = keys.map {
      ["\(name): text under \($0.text.joined(separator: ",")), label under \($0.label)"]
    }
    return LabelledTexts(items, notes: notes ?? [])
  }

  private func chosenKeys(
    _ object: [String: JSONValue], _ bad: (String) -> InputError
  ) throws -> (text: [String], label: String) {
    func known(_ names: [String]) -> String? {
      names.lazy.compactMap { name in object.keys.first { $0.lowercased() == name } }.first
    }
    let text =
      format.textColumn.map { column in
        object[column] != nil ? [column] : column.split(separator: ",").map(String.init)
      } ?? known(LabelledFormat.textNames).map { [$0] }
    guard let text, let label = format.labelColumn ?? known(LabelledFormat.labelNames) else {
      throw bad(
        "which keys hold the text and the label? Say --text-column and --label-column; the keys "
          + "are \(object.keys.sorted().joined(separator: ", "))")
    }
    return (text, label)
  }
}

/// A value of JSON.
private enum JSONValue: Decodable {
  case string(String)
  case integer(Int)
  case number(Double)
  case truth(Bool)
  case list([JSONValue])
  case object([String: JSONValue])
  case null

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .truth(value)
    } else if let value = try? container.decode(Int.self) {
      self = .integer(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .string(value)
    } else if let value = try? container.decode([JSONValue].self) {
      self = .list(value)
    } else {
      self = .object(try container.decode([String: JSONValue].self))
    }
  }

  var kind: String {
    switch self {
    case .string: "a text"
    case .integer, .number: "a number"
    case .truth: "true or false"
    case .list: "a list"
    case .object: "an object"
    case .null: "null"
    }
  }

  /// The labels that this names; nil where it names none.
  func labels(_ format: LabelledFormat) -> [String]? {
    switch self {
    case .string(let text): format.labels(of: text)
    case .integer(let number): ["\(number)"]
    case .number(let number): ["\(number)"]
    case .truth(let truth): ["\(truth)"]
    case .list(let values):
      values.reduce([String]?([])) { labels, value in
        guard case .string(let text) = value else {
          if case .list = value { return nil }
          return value.labels(format).flatMap { next in labels.map { $0 + next } }
        }
        return labels.map { $0 + (text.trimmed.isEmpty ? [] : [text.trimmed]) }
      }
    case .object, .null: nil
    }
  }
}
