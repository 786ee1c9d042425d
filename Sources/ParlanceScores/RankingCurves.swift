/// How a label is told from the rest at every threshold: ROC, and precision over recall.
///
/// Fawcett, *An Introduction to ROC Analysis*, 2006; Davis and Goadrich, *The Relationship Between Precision-Recall and
/// ROC Curves*, 2006.
public struct RankingCurves: Sendable {
  /// From (0, 0) to (1, 1): the false positive rate, and the true positive rate.
  public let roc: [(x: Double, y: Double)]
  /// The recall and the precision from the highest threshold down.
  public let precisionRecall: [(x: Double, y: Double)]
  /// `RankingScores.rocAUC`.
  public let rocAUC: Double
  /// `RankingScores.averagePrecision`.
  public let averagePrecision: Double

  /// The curves of items with scores, a point for each distinct score; nil unless there are items of the kind
  /// and others.
  ///
  /// - `most`: how many points a curve has at most; those that are left out lie between others.
  public init?(scores: [Double], isPositive: [Bool], most: Int = 200) {
    guard let area = RankingScores.rocAUC(scores: scores, isPositive: isPositive),
      let precision = RankingScores.averagePrecision(scores: scores, isPositive: isPositive)
    else { return nil }
    (rocAUC, averagePrecision) = (area, precision)
    let groups = RankingScores.groups(scores, isPositive)
    let positives = groups.reduce(0) { $0 + $1.positives }
    let negatives = groups.reduce(0) { $0 + $1.negatives }
    var (found, wrong) = (0, 0)
    var roc = [(x: 0.0, y: 0.0)]
    var precisions: [(x: Double, y: Double)] = []
    for group in groups {
      found += group.positives
      wrong += group.negatives
      roc.append((ratio(wrong, negatives), ratio(found, positives)))
      precisions.append((ratio(found, positives), ratio(found, found + wrong)))
    }
    self.roc = Self.thinned(roc, most)
    precisionRecall = Self.thinned(precisions, most)
  }

  /// Points at even distances, the first and the last among them.
  private static func thinned(_ points: [(x: Double, y: Double)], _ most: Int) -> [(
    x: Double, y: Double
  )] {
    guard points.count > most, most > 1 else { return points }
    return (0..<most).map { points[$0 * (points.count - 1) / (most - 1)] }
  }
}

extension ClassificationResults {
  /// How a label is told from the rest; nil for a label that the model does not know, that all texts have or
  /// none, or where the probabilities were too many to be kept.
  public func rankingCurves(of label: Int) -> RankingCurves? {
    guard (0..<truth.knownCount).contains(label), let ranking = ranking(of: label) else {
      return nil
    }
    return RankingCurves(scores: ranking.scores, isPositive: ranking.isHere)
  }
}
