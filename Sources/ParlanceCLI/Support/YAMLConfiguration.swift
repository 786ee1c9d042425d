import Foundation
import ParlanceSystem
import ParlanceText
import Yams

/// The file of `--config` and of `run/config.yaml`: one mapping from option names to values.
enum YAMLConfiguration {
  /// Reads a file.
  ///
  /// - Throws: `InputError` with file and line: a file that cannot be read, broken YAML, an unknown or
  ///   repeated key, a value that does not do.
  static func read<Options: ConfigurableOptions>(_ path: String) throws -> Options {
    var text = ""
    try LineReader.forEachLine(path) { line, _ in text += line + "\n" }
    var options = Options.none()
    guard let root = try compose(text, path) else { return options }
    guard let mapping = root.mapping else {
      throw bad(path, root, "expected lines of the form option: value")
    }
    let fields = Options.fields
    for (key, value) in mapping {
      let name = key.scalar?.string ?? "?"
      guard let field = fields.first(where: { $0.name == name }) else {
        throw bad(path, key, "unknown key \(name)" + suggestion(name, fields.map(\.name)))
      }
      guard let scalar = value.scalar else {
        throw bad(path, value, "\(name): expected one value, found a list or mapping")
      }
      if value.tag == Tag(.null) { continue }
      if let expected = field.read(scalar.string, &options) {
        throw bad(path, value, "\(name): expected \(expected), found \(scalar.string)")
      }
    }
    return options
  }

  /// All options as the text of a file that `read` takes.
  static func text<Options: ConfigurableOptions>(_ options: Options) -> String {
    Options.fields.map { "\($0.name): \($0.yaml(options) ?? "null")\n" }.joined()
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
    let near =
      names.first { plain($0) == plain(name) }
      ?? names.map { ($0, distance(plain($0), plain(name))) }.filter { $0.1 <= 2 }
      .min { $0.1 < $1.1 }?.0
    return near.map { "; did you mean \($0)?" }
      ?? "; the keys are those of the options: " + names.joined(separator: ", ")
  }

  /// Levenshtein's.
  private static func distance(_ a: String, _ b: String) -> Int {
    let b = Array(b)
    var row = Array(0...b.count)
    for (i, x) in a.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, y) in b.enumerated() {
        (diagonal, row[j + 1]) = (
          row[j + 1], min(row[j + 1] + 1, row[j] + 1, diagonal + (x == y ? 0 : 1))
        )
      }
    }
    return row[b.count]
  }
}
