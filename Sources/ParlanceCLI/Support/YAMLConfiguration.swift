import Foundation
import ParlanceSystem
import ParlanceText
import Yams

/// The file of `--config` and of `run/config.yaml`: one mapping from option names to values.
enum YAMLConfiguration {
  /// Reads a file: of options, or of the settings of a library's run.
  ///
  /// - `isWhole`: whether settings that no option has are refused, or else left out.
  /// - Throws: `InputError` with file and line: a file that cannot be read, broken YAML, an unknown or
  ///   repeated key, a value that does not do.
  static func read<Table>(_ path: String, isWhole: Bool = true) throws -> Said<Table> {
    var text = ""
    try LineReader.forEachLine(path) { line, _ in text += line + "\n" }
    if text.first(where: { !$0.isWhitespace }) == "{" {
      return try Said(json: Data(text.utf8), file: path, isWhole: isWhole)
    }
    guard let root = try compose(text, path) else { return Said() }
    guard let mapping = root.mapping else {
      throw bad(path, root, "expected lines of the form option: value")
    }
    let rows = Table.rows
    var texts: [String: String] = [:]
    for (key, value) in mapping {
      let name = key.scalar?.string ?? "?"
      guard let row = rows.first(where: { $0.name == name }) else {
        throw bad(path, key, "unknown key \(name)" + suggestion(name, rows.map(\.name)))
      }
      guard let scalar = value.scalar else {
        throw bad(path, value, "\(name): expected one value, found a list or mapping")
      }
      if value.tag == Tag(.null) { continue }
      guard let text = row.form.canonical(scalar.string) else {
        throw bad(
          path, value, "\(name): expected \(row.form.expected), found \(scalar.string)")
      }
      texts[name] = text
    }
    return Said(texts)
  }

  /// All options as the text of a file that `read` takes.
  static func text<Table>(_ said: Said<Table>) -> String {
    Table.rows.map { row in
      let value = said[row.name].map { row.form.isText ? quoted($0) : $0 }
      return "\(row.name): \(value ?? "null")\n"
    }.joined()
  }

  /// As a double-quoted scalar.
  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": result += "\\\(scalar)"
      case _ where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value):
        let digits = String(scalar.value, radix: 16)
        result += "\\x" + (digits.count < 2 ? "0" : "") + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  private static func compose(_ text: String, _ path: String) throws -> Node? {
    do {
      return try Yams.compose(yaml: text)
    } catch let error as YamlError {
      let (line, message) = place(error)
      throw InputError(.badData, file: path, line: line, message)
    }
  }

  private static func place(_ error: YamlError) -> (line: Int?, message: String) {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      (mark.line, "is not YAML: \(problem)")
    case .duplicatedKeysInMapping(let duplicates, let context):
      (context.mark.line, "the key \(duplicates.first ?? "?") is there twice")
    default: (nil, "is not YAML: \(error)")
    }
  }

  private static func bad(_ path: String, _ node: Node, _ message: String) -> InputError {
    InputError(.badData, file: path, line: node.mark?.line, message)
  }

  private static func suggestion(_ name: String, _ names: [String]) -> String {
    let plain = { (text: String) in text.lowercased().filter(\.isLetter) }
    let near = names.first { plain($0) == plain(name) } ?? Spelling.nearest(to: name, in: names)
    return near.map { "; did you mean \($0)?" }
      ?? "; the keys are those of the options: " + names.joined(separator: ", ")
  }
}
