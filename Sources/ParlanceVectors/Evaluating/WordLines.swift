import Foundation
import ParlanceSystem
import ParlanceText

/// The lines of a list of words with their numbers: between tabs where there is one, else commas or
/// semicolons, else blanks.
struct WordLines {
  /// As messages name the file.
  let name: String
  let lines: [(fields: [String], text: String, number: Int)]

  /// Reads a file, plain or gzipped; blank lines are left out.
  ///
  /// - Throws: `InputError` where it cannot be read, is not text or has no line.
  init(path: String, isComment: (String) -> Bool) throws {
    var reader = try LineReader(path: path)
    var lines: [(fields: [String], text: String, number: Int)] = []
    while let line = try reader.next() {
      if line.isWhiteSpace || isComment(line) { continue }
      lines.append((Self.fields(line), line, reader.lineNumber))
    }
    guard !lines.isEmpty else {
      throw InputError(.badData, file: reader.name, "the file is empty; expected lines of words")
    }
    (name, self.lines) = (reader.name, lines)
  }

  static func fields(_ line: String) -> [String] {
    let isTabbed = line.utf8.contains(0x09)
    let marks = line.utf8.contains(0x2C) || line.utf8.contains(0x3B)
    let parts =
      isTabbed
      ? line.parts(between: 0x09, omittingEmpty: false)
      : marks
        ? line.parts(between: 0x2C, 0x3B, omittingEmpty: false) : line.parts(between: 0x20)
    return parts.map { part in
      let text = part.trimmed
      let isQuoted = text.utf8.count > 1 && text.begins(with: "\"") && text.ends(with: "\"")
      return isQuoted ? String(text.unicodeScalars.dropFirst().dropLast()) : text
    }
  }

  /// The files that paths name: of a folder those in it, in alphabetical order, but for hidden ones and
  /// those whose name begins with README.
  ///
  /// - Throws: `InputError` where a path is missing or a folder is empty.
  static func files(_ paths: [String]) throws -> [String] {
    try paths.flatMap { path -> [String] in
      var isFolder: ObjCBool = false
      let isThere = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      guard isThere, isFolder.boolValue else { return [path] }
      let names = try FileManager.default.contentsOfDirectory(atPath: path).sorted().filter {
        !$0.hasPrefix(".") && !$0.uppercased().hasPrefix("README")
      }
      guard !names.isEmpty else {
        throw InputError(.missingInput, file: path, "the folder has no files")
      }
      return names.map { path + (path.hasSuffix("/") ? "" : "/") + $0 }
    }
  }
}
