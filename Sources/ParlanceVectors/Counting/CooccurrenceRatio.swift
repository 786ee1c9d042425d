import ParlanceSystem
import ParlanceText

/// How much likelier some words are near one word than near another: what GloVe's equation starts from.
///
/// P(k | w) = X[w, k] / Σ X[w, ·]. A ratio far above 1 says that k belongs to the first word, far below 1
/// to the second, near 1 to both or to neither.
///
/// Source: Pennington, Socher and Manning 2014, table 1.
public struct CooccurrenceRatio: Encodable, Sendable {
  /// One word that is asked for.
  public struct Probe: Encodable, Sendable {
    /// The word k.
    public let word: String
    /// Whether the text has it.
    public let isKnown: Bool
    /// X[first, k] and X[second, k].
    public let counts: [Double]
    /// P(k | first) and P(k | second).
    public let probabilities: [Double]
    /// The first over the second; nil where both are 0.
    public let ratio: Double?
  }

  /// The first word.
  public let first: String
  /// The second.
  public let second: String
  /// How often each occurs.
  public let occurrences: [Int]
  /// The words that are asked for.
  public let probes: [Probe]

  /// Counts what stands near two words.
  ///
  /// - Throws: `InputError` where the text lacks one of the two.
  public init(
    _ text: RankedText, first: String, second: String, probes: [String],
    _ settings: CooccurrenceSettings
  ) throws {
    var places: [TokenKey: Int] = [:]
    for (place, word) in text.words.enumerated() { places[TokenKey(word)] = place }
    func place(_ word: String) throws -> Int {
      guard let place = places[TokenKey(word)] else {
        throw InputError(
          .badData,
          "\(word) is not in the text"
            + (settings.minimumCount > 1 ? " \(settings.minimumCount) times" : ""))
      }
      return place
    }
    let pair = [try place(first), try place(second)]
    let rows = try Self.rows(pair, text, settings)
    let totals = rows.map { $0.values.reduce(0, +) }
    (self.first, self.second) = (first, second)
    occurrences = pair.map { text.counts[$0] }
    self.probes = probes.map { word in
      let column = places[TokenKey(word)]
      let counts = rows.map { row in column.flatMap { row[$0] } ?? 0 }
      let shares = zip(counts, totals).map { $1 > 0 ? $0 / $1 : 0 }
      return Probe(
        word: word, isKnown: column != nil, counts: counts, probabilities: shares,
        ratio: shares[0] == 0 && shares[1] == 0 ? nil : shares[0] / shares[1])
    }
  }

  /// Rows of the matrix.
  private static func rows(
    _ words: [Int], _ text: RankedText, _ settings: CooccurrenceSettings
  ) throws -> [[Int: Double]] {
    let counter = try NeighbourCounter(
      text.ids, wordCount: text.words.count, weights: settings.weights,
      symmetric: settings.symmetric)
    return try words.map { word in
      let found = (0..<text.ids.count).filter { text.ids[$0] == UInt32(word) }
      let places = try NumberBuffer<UInt32>(found.map { UInt32($0) })
      var row: [Int: Double] = [:]
      counter.forEachNeighbour(of: 0..<places.count, in: places) { other, sum in
        row[Int(other)] = Double(sum) / Double(settings.scale)
      }
      return row
    }
  }
}
