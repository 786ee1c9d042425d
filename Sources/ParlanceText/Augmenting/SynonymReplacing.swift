import ParlanceSystem

/// Replaces words by others that mean the same.
///
/// Zhang, Zhao and LeCun, *Character-level Convolutional Networks for Text Classification*, 2015,
/// section 2.4, with a file in place of a thesaurus.
public struct SynonymReplacing: Augmentation {
  /// What may stand for what.
  public let synonyms: Synonyms
  /// How likely a word that has synonyms is replaced.
  public let rate: Double

  /// Creates an augmentation; traps for a rate outside [0, 1).
  public init(_ synonyms: Synonyms, rate: Double = 0.1) {
    guard 0..<1 ~= rate else {
      fatalError("SynonymReplacing: expected a rate of [0, 1), found \(rate)")
    }
    (self.synonyms, self.rate) = (synonyms, rate)
  }

  public func augmented(
    _ words: [String], using generator: inout RandomGenerator
  ) -> [String] {
    words.flatMap { word -> [String] in
      let others = synonyms[word]
      guard !others.isEmpty, generator.uniform() < rate else { return [word] }
      return others[generator.below(others.count)].split(separator: " ").map(String.init)
    }
  }
}

/// Words and phrases that mean the same.
public struct Synonyms: Sendable {
  private var others: [TokenKey: [String]] = [:]

  /// Creates a table of groups, each of which means one thing.
  public init(_ groups: [[String]]) {
    for group in groups {
      for word in group where !word.contains(" ") {
        let rest = group.filter { TokenKey($0) != TokenKey(word) }
        others[TokenKey(word.lowercased()), default: []] += rest
      }
    }
  }

  /// What may stand for a word, in the order in which it was given; capital letters do not matter.
  public subscript(word: String) -> [String] { others[TokenKey(word.lowercased())] ?? [] }

  /// Reads a file: a group a line, between commas or tabs, or of single words between blanks; what
  /// begins with # is a comment.
  ///
  /// - Throws: `InputError` with file and line: what `LineReader` throws, and for a group of one.
  public static func read(from path: String) throws -> Synonyms {
    var groups: [[String]] = []
    try LineReader.forEachLine(path) { line, number in
      if line.begins(with: "#") || line.isWhiteSpace { return }
      let hasPhrases = line.contains(",") || line.contains("\t")
      let group = line.split { hasPhrases ? $0 == "," || $0 == "\t" : $0.isWhitespace }
        .map { String($0).trimmed }.filter { !$0.isEmpty }
      guard group.count > 1 else {
        throw InputError(
          .badData, file: path, line: number, "expected words that mean the same, found one word")
      }
      groups.append(group)
    }
    return Synonyms(groups)
  }
}
