import Foundation
import ParlanceSystem
import ParlanceText

/// Pairs of words with how similar people find them.
public struct WordPairs: Sendable {
  /// A pair with its score.
  public struct Pair: Sendable, Equatable {
    public let first: String
    public let second: String
    public let score: Double

    /// Creates a pair.
    public init(first: String, second: String, score: Double) {
      (self.first, self.second, self.score) = (first, second, score)
    }
  }

  /// The name of the file, as it was given.
  public let file: String
  public let pairs: [Pair]
  /// What was noticed on reading, for people.
  public let notes: [String]

  /// Reads pairs of any usual form: fields between tabs, commas, semicolons or blanks, with or without a
  /// line of titles, the score being the first column of numbers after the words; parts of speech at
  /// the words of MEN's form (sun-n) are taken off. Lines that begin with # are left out.
  ///
  /// - Throws: `InputError` that names the file where it cannot be read or has no pair with a number.
  public static func read(path: String) throws -> WordPairs {
    let lines = try WordLines(path: path) { $0.begins(with: "#") }
    guard let columns = Columns(lines.lines.map(\.fields)) else {
      throw InputError(
        .badData, file: lines.name, line: lines.lines[0].number,
        "expected two words and a number a line, found \(lines.lines[0].text.shown)")
    }
    var pairs: [Pair] = []
    var left: [Int] = []
    for (place, line) in lines.lines.enumerated() {
      if let pair = columns.pair(line.fields) {
        pairs.append(pair)
      } else if place > 0 {
        left.append(line.number)
      }
    }
    let notes =
      left.isEmpty
      ? []
      : [
        "\(lines.name): \(left.count) \(left.count == 1 ? "line is" : "lines are") no pair with a "
          + "number and left out, the first is line \(left[0])"
      ]
    return WordPairs(file: path, pairs: columns.withoutPartsOfSpeech(pairs), notes: notes)
  }

  /// Reads files, and those in folders.
  ///
  /// - Throws: as `read(path:)`, and where a folder is empty.
  public static func read(paths: [String]) throws -> [WordPairs] {
    try WordLines.files(paths).map { try read(path: $0) }
  }
}

/// Where the words and the score stand.
private struct Columns {
  private let words: Int
  private let score: Int

  /// Nil where no column is one of numbers.
  init?(_ rows: [[String]]) {
    // The first line may be one of titles.
    let body = rows.count > 1 ? Array(rows.dropFirst()) : rows
    let width = body.map(\.count).max() ?? 0
    guard width > 2 else { return nil }
    let counts = (2..<width).map { column in
      body.count { column < $0.count && Self.number($0[column]) != nil }
    }
    guard let most = counts.max(), most > 0,
      let score = counts.firstIndex(where: { 10 * $0 >= 9 * most })
    else { return nil }
    self.score = score + 2
    // WordSim-353's agreed pairs have a letter for their relation before them.
    let isMarked = score > 0 && rows.allSatisfy { $0[0].unicodeScalars.count <= 1 }
    words = isMarked ? 1 : 0
  }

  static func number(_ text: String) -> Double? {
    Double(text).flatMap { $0.isFinite ? $0 : nil }
  }

  func pair(_ fields: [String]) -> WordPairs.Pair? {
    guard score < fields.count, let number = Self.number(fields[score]),
      !fields[words].isEmpty, !fields[words + 1].isEmpty
    else { return nil }
    return WordPairs.Pair(first: fields[words], second: fields[words + 1], score: number)
  }

  /// The pairs as they are, unless all words end as in sun-n.
  func withoutPartsOfSpeech(_ pairs: [WordPairs.Pair]) -> [WordPairs.Pair] {
    func stem(_ word: String) -> String? {
      let scalars = Array(word.unicodeScalars)
      guard scalars.count > 2, "-_".unicodeScalars.contains(scalars[scalars.count - 2]),
        "nvjarNVJAR".unicodeScalars.contains(scalars[scalars.count - 1])
      else { return nil }
      return String(String.UnicodeScalarView(scalars.dropLast(2)))
    }
    let stems = pairs.compactMap { pair in
      stem(pair.first).flatMap { first in
        stem(pair.second).map { WordPairs.Pair(first: first, second: $0, score: pair.score) }
      }
    }
    return stems.count == pairs.count ? stems : pairs
  }
}
