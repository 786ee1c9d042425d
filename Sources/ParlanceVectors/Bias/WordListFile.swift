import Foundation
import ParlanceSystem
import ParlanceText

/// Files of words: pairs, sets and lists, as text or JSON.
public enum WordListFile {
  /// Reads rows of words.
  ///
  /// A text has a row a line, its words between blanks, tabs or commas; a line that begins with # is left
  /// out. JSON is a list of words, each a row, or of lists of words: the forms in which word lists of
  /// debiasing are handed round.
  ///
  /// - Throws: `InputError` that names the file and what it has instead.
  public static func rows(_ path: String) throws -> [[String]] {
    let text = try text(of: path)
    let rows: [[String]]
    if isJSON(text) {
      guard case .list(let values) = try JSONValue(text, file: path) else {
        throw InputError(.badData, file: path, "expected a list of words, or of lists of words")
      }
      rows = try values.map { value in
        if case .text(let word) = value { return [word] }
        guard let words = value.words else {
          throw InputError(.badData, file: path, "expected words, or lists of words, in the list")
        }
        return words
      }
    } else {
      rows = text.split(separator: "\n").map { $0.trimmed }.filter { !$0.begins(with: "#") }
        .map(words)
    }
    let filled = rows.filter { !$0.isEmpty }
    guard !filled.isEmpty else { throw InputError(.badData, file: path, "there is no word in it") }
    return filled
  }

  /// All lines, without marks of their ends.
  static func text(of path: String) throws -> String {
    var lines: [String] = []
    try LineReader.forEachLine(path) { line, _ in lines.append(line) }
    return lines.joined(separator: "\n")
  }

  static func isJSON(_ text: String) -> Bool {
    let first = text.unicodeScalars.first { !$0.properties.isWhitespace }
    return first == "{" || first == "["
  }

  /// The words of a line: between commas where it has one, else between blanks.
  static func words(_ line: String) -> [String] {
    let parts =
      line.utf8.contains(UInt8(ascii: ","))
      ? line.parts(between: UInt8(ascii: ","), 0x09) : line.parts(between: 0x20, 0x09)
    return parts.map { $0.trimmed }.filter { !$0.isEmpty }
  }
}

/// A value of JSON whose form is looked at.
indirect enum JSONValue: Decodable {
  case text(String)
  case list([JSONValue])
  case object([String: JSONValue])
  case other

  init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if let text = try? value.decode(String.self) {
      self = .text(text)
    } else if let list = try? value.decode([JSONValue].self) {
      self = .list(list)
    } else if let members = try? value.decode([String: JSONValue].self) {
      self = .object(members)
    } else {
      self = .other
    }
  }

  /// Reads a text; throws `InputError` for what is no JSON.
  init(_ text: String, file: String) throws {
    do {
      self = try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
    } catch {
      throw InputError(.badData, file: file, "looks like JSON and is none: \(Self.reason(error))")
    }
  }

  private static func reason(_ error: any Error) -> String {
    guard case DecodingError.dataCorrupted(let context)? = error as? DecodingError else {
      return "\(error)"
    }
    let below = (context.underlyingError as NSError?)?.userInfo["NSDebugDescription"] as? String
    return below ?? context.debugDescription
  }

  /// Words: a list of texts, or an object's "examples" or "words"; nil for anything else.
  var words: [String]? {
    switch self {
    case .list(let values):
      let words = values.compactMap { value in
        if case .text(let word) = value { word } else { nil }
      }
      return words.count == values.count ? words : nil
    case .object(let members): return (members["examples"] ?? members["words"])?.words
    case .text, .other: return nil
    }
  }

  /// What an object calls its words.
  var category: String? {
    guard case .object(let members) = self,
      case .text(let name)? = members["category"] ?? members["name"]
    else { return nil }
    return name
  }
}
