import ParlanceScores
import ParlanceText

/// How far the cosines of word pairs go with what people say.
public struct SimilarityScore: Encodable, Sendable {
  /// The file of the pairs, as it was given.
  public let file: String
  /// Pairs that the file has.
  public let pairs: Int
  /// Pairs of which both words have a vector.
  public let covered: Int
  /// Spearman's correlation over the covered pairs; NaN where there is none.
  public let spearman: Double
  /// Where it lies in 95 of 100 such sets of pairs; nil where there is none.
  public let interval: ConfidenceInterval?
  /// Pearson's correlation over the covered pairs.
  public let pearson: Double
  /// Spearman's over all pairs, where those that are not covered have the similarity 0.
  public let spearmanOfAll: Double
  /// Pearson's over all pairs, likewise.
  public let pearsonOfAll: Double
  /// The cosine of each pair; nil where it is not covered.
  public let cosines: [Double?]

  /// Measures vectors by pairs.
  public init(_ pairs: WordPairs, _ lookup: WordLookup) {
    cosines = pairs.pairs.map { pair in
      guard let first = lookup.word(pair.first), let second = lookup.word(pair.second) else {
        return nil
      }
      return lookup.index.similarity(first, second)
    }
    let gold = pairs.pairs.map(\.score)
    let found = zip(gold, cosines).compactMap { gold, cosine in cosine.map { (gold, $0) } }
    let (x, y) = (found.map(\.0), found.map(\.1))
    let all = cosines.map { $0 ?? 0 }
    (file, self.pairs, covered) = (pairs.file, gold.count, found.count)
    spearman = Correlation.spearman(x, y)
    interval = Correlation.spearmanInterval(x, y)
    pearson = Correlation.pearson(x, y)
    spearmanOfAll = Correlation.spearman(gold, all)
    pearsonOfAll = Correlation.pearson(gold, all)
  }

  private enum CodingKeys: String, CodingKey {
    case file, pairs, covered, spearman, interval, pearson, spearmanOfAll, pearsonOfAll
  }
}
