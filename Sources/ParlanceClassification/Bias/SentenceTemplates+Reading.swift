import Foundation
import ParlanceSystem
import ParlanceText

extension SentenceTemplates {
  /// Reads templates and words from a file.
  ///
  /// A text has sections that begin with a colon: templates, a line each; a place-holder's words, a line
  /// each; and where groups have words of their own, the place-holder and the group:
  ///
  /// ```
  /// : templates
  /// {person} feels {feeling} today.
  /// : feeling
  /// happy
  /// angry
  /// : person women
  /// my aunt
  /// : person men
  /// my uncle
  /// ```
  /// JSON has {"templates": [text], "fillers": {"feeling": [word]}, "groups": {"person": {"women": [word],
  /// "men": [word]}}}. Lines that begin with # are left out.
  ///
  /// - Throws: `InputError` that names the file and what is missing in it.
  public static func read(path: String) throws -> SentenceTemplates {
    var lines: [String] = []
    try LineReader.forEachLine(path) { line, _ in lines.append(line) }
    let isJSON = lines.first { !$0.isWhiteSpace }?.trimmed.begins(with: "{") ?? false
    // A template may begin with a brace too, but not before the first section.
    return isJSON
      ? try fromJSON(lines.joined(separator: "\n"), path) : try fromText(lines, path)
  }

  private struct File: Decodable {
    let templates: [String]
    let fillers: [String: [String]]?
    let groups: [String: [String: [String]]]
  }

  private static func fromJSON(_ text: String, _ path: String) throws -> SentenceTemplates {
    let file: File
    do {
      file = try JSONDecoder().decode(File.self, from: Data(text.utf8))
    } catch {
      throw InputError(
        .badData, file: path,
        "expected {\"templates\": […], \"fillers\": {name: […]}, \"groups\": {name: {group: […]}}}; a "
          + "text of templates begins with a line \": templates\"")
    }
    return try SentenceTemplates(
      file.templates, fillers: file.fillers ?? [:], groups: file.groups, file: path)
  }

  private static func fromText(_ lines: [String], _ path: String) throws -> SentenceTemplates {
    var templates: [String] = []
    var (fillers, groups): ([String: [String]], [String: [String: [String]]]) = ([:], [:])
    var section: [String]?
    for (place, line) in lines.enumerated() {
      let line = line.trimmed
      if line.isEmpty || line.begins(with: "#") { continue }
      if line.begins(with: ":") {
        let name = line.dropFirst().trimmed
        let cut = name.firstIndex(of: " ")
        let parts = cut.map { [name[..<$0].trimmed, name[$0...].trimmed] } ?? [name]
        guard !name.isEmpty, parts == ["templates"] || parts[0] != "templates" else {
          throw InputError(
            .badData, file: path, line: place + 1,
            "expected \": templates\", \": place-holder\" or \": place-holder group\", found "
              + line.shown)
        }
        section = parts
        continue
      }
      switch section {
      case nil:
        throw InputError(
          .badData, file: path, line: place + 1,
          "expected a section, as \": templates\", before \(line.shown)")
      case ["templates"]?: templates.append(line)
      case let parts? where parts.count == 2:
        groups[parts[0], default: [:]][parts[1], default: []].append(line)
      case let parts?: fillers[parts[0], default: []].append(line)
      }
    }
    if let both = fillers.keys.first(where: { groups[$0] != nil }) {
      throw InputError(
        .badData, file: path, "{\(both)} has words of groups, and words of no group")
    }
    return try SentenceTemplates(templates, fillers: fillers, groups: groups, file: path)
  }
}
