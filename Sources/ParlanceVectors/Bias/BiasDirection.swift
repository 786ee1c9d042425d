import Foundation
import ParlanceSystem
import ParlanceText

/// A direction among word vectors that tells two kinds of words apart: he − she, man − woman.
///
/// The first principal component of the differences a − b of unit vectors, not centred, so that it points
/// from the second words to the first. Bolukbasi, Chang, Zou, Saligrama and Kalai 2016, "Man is to
/// computer programmer as woman is to homemaker? Debiasing word embeddings".
public struct BiasDirection: Sendable {
  /// Two words that differ in what is looked for.
  public struct Pair: Sendable, Equatable {
    public let first: String
    public let second: String

    /// Creates a pair.
    public init(_ first: String, _ second: String) { (self.first, self.second) = (first, second) }
  }

  /// The pairs whose words both have vectors.
  public let pairs: [Pair]
  /// The pairs of which a word has none.
  public let lost: [Pair]
  /// The unit vector: D numbers.
  public let unit: [Double]
  /// The share of the differences' squares that lies along it: 1 where all are parallel.
  public let explained: Double

  /// Finds the direction of some pairs.
  ///
  /// - Throws: `InputError.badData` where no pair has vectors, or where their words have the same.
  public init(_ pairs: [Pair], in vectors: WordVectors) throws {
    var (found, lost, differences): ([Pair], [Pair], [[Double]]) = ([], [], [])
    for pair in pairs {
      let ends = [pair.first, pair.second].map { FoundWords([$0], in: vectors).vectors.first }
      guard let a = ends[0], let b = ends[1] else {
        lost.append(pair)
        continue
      }
      found.append(pair)
      differences.append(zip(normalized(a), normalized(b)).map { $0 - $1 })
    }
    (self.pairs, self.lost) = (found, lost)
    guard !found.isEmpty else {
      throw InputError(
        .badData,
        "the direction \(Self.text(pairs).shown) has no pair of words that both have vectors")
    }
    let total = differences.reduce(0) { $0 + dot($1, $1) }
    guard total > 0 else {
      throw InputError(
        .badData, "the direction \(Self.text(pairs).shown): the words of each pair are the same")
    }
    let axis = PrincipalComponents.directions(of: differences, vectors.dimension, count: 1)[0]
    let toFirst = differences.reduce(0) { $0 + dot($1, axis.direction) }
    unit = normalized(toFirst < 0 ? axis.direction.map { -$0 } : axis.direction)
    explained = axis.value / total
  }

  /// More pairs than these would take minutes.
  private static let mostPairs = 500

  /// Reads a direction as "he - she, man - woman".
  ///
  /// - Throws: `InputError.usage` for anything else.
  public static func pairs(_ text: String) throws -> [Pair] {
    func bad(_ part: String) -> InputError {
      InputError(
        .usage, "--direction: expected pairs as \"he - she, man - woman\", found \(part.shown)")
    }
    let pairs = try text.split(separator: ",").map { part in
      // A minus between blanks: words have hyphens.
      let spaced = part.replacing("−", with: "-").split(separator: " - ")
      let sides = spaced.count == 2 ? spaced : part.split(separator: "-")
      let words = sides.map { $0.trimmed }
      guard words.count == 2, !words[0].isEmpty, !words[1].isEmpty else {
        throw bad(String(part).trimmed)
      }
      return Pair(words[0], words[1])
    }
    guard !pairs.isEmpty else { throw bad(text) }
    return pairs
  }

  /// Takes rows of two words as pairs.
  ///
  /// - Throws: `InputError.badData` for another number of words, or for more than 500 pairs.
  public static func pairs(_ rows: [[String]], file: String) throws -> [Pair] {
    guard rows.count <= mostPairs else {
      throw InputError(
        .badData, file: file, "expected at most \(mostPairs) pairs, found \(rows.count)")
    }
    return try rows.map { row in
      guard row.count == 2 else {
        throw InputError(
          .badData, file: file,
          "expected two words that differ in what is looked for, found "
            + row.joined(separator: " ").shown)
      }
      return Pair(row[0], row[1])
    }
  }

  static func text(_ pairs: [Pair]) -> String {
    pairs.map { "\($0.first) − \($0.second)" }.joined(separator: ", ")
  }

  /// cos(v, g): above 0 towards the first words, below towards the second.
  public func projection(of vector: [Double]) -> Double { cosine(vector, unit) }

  /// The words that have vectors with their projections, those nearest to the first words first.
  public func projections(of words: [String], in vectors: WordVectors) -> Projections {
    let found = FoundWords(words, in: vectors)
    let items = zip(found.words, found.vectors).map {
      Projections.Item(word: $0, projection: projection(of: $1))
    }
    return Projections(
      items: items.sorted { ($1.projection, $0.word) < ($0.projection, $1.word) },
      lost: found.lost)
  }

  /// Words along a direction.
  public struct Projections: Sendable, Equatable {
    /// A word and its cosine with the direction.
    public struct Item: Codable, Sendable, Equatable {
      public let word: String
      public let projection: Double
    }

    /// In falling order.
    public let items: [Item]
    /// Words without a vector.
    public let lost: [String]

    /// Direct bias: the mean of |cos(w, g)|^c over the words; 0 is none. Nil without a word.
    ///
    /// - `strictness`: c; 1 counts all leanings as they are, 0 whether there is one.
    public func directBias(strictness: Double = 1) -> Double? {
      items.isEmpty
        ? nil
        : items.reduce(0) { $0 + pow(abs($1.projection), strictness) } / Double(items.count)
    }
  }
}
