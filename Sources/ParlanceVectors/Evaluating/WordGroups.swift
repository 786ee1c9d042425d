import ParlanceSystem
import ParlanceText

/// Words that belong together, by the name of their group.
public struct WordGroups: Sendable {
  /// The name of the file, as it was given.
  public let file: String
  public let groups: [(name: String, words: [String])]

  /// The groups of the built-in recipes: `Recipes.wordGroups`.
  public static let recipes = WordGroups(file: "recipes", groups: Recipes.wordGroups)

  /// Reads groups: a line each, its name and then its words, between blanks, tabs or commas; a colon
  /// may stand after the name. Lines that begin with # are left out.
  ///
  /// - Throws: `InputError` that names file and line where a line has no word, or there are fewer than two
  ///   groups.
  public static func read(path: String) throws -> WordGroups {
    let lines = try WordLines(path: path) { $0.begins(with: "#") }
    var groups: [(name: String, words: [String])] = []
    for line in lines.lines {
      let (name, words) = Self.split(line.text)
      guard !words.isEmpty else {
        throw InputError(
          .badData, file: lines.name, line: line.number,
          "expected a group's name and its words, found \(line.text.shown)")
      }
      if let place = groups.firstIndex(where: { $0.name == name }) {
        groups[place].words += words
      } else {
        groups.append((name, words))
      }
    }
    guard groups.count > 1 else {
      throw InputError(
        .badData, file: lines.name, "expected at least two groups, found \(groups.count)")
    }
    return WordGroups(file: path, groups: groups)
  }

  private static func split(_ line: String) -> (name: String, words: [String]) {
    let parts = line.parts(between: 0x3A, omittingEmpty: false)
    let isNamed = parts.count == 2 && !parts[0].isWhiteSpace
    func words(_ text: Substring) -> [String] {
      String(text).parts(between: 0x20, 0x09, 0x2C, 0x3B).map(\.trimmed).filter { !$0.isEmpty }
    }
    if isNamed { return (parts[0].trimmed, words(parts[1])) }
    let all = words(Substring(line))
    return (all.first ?? "", Array(all.dropFirst()))
  }
}
