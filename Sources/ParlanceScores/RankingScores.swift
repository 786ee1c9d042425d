/// How well numbers put the items of a kind above the others.
public enum RankingScores {
  /// The area under the receiver operating characteristic: how likely an item of the kind has a
  /// greater number than one that is not, ties counted as one half.
  ///
  /// Nil unless there are both; traps where there are not as many scores as items. Hanley and McNeil,
  /// *The Meaning and Use of the Area under a ROC Curve*, 1982.
  public static func rocAUC(scores: [Double], isPositive: [Bool]) -> Double? {
    let groups = groups(scores, isPositive)
    let positives = groups.reduce(0) { $0 + $1.positives }
    let negatives = groups.reduce(0) { $0 + $1.negatives }
    guard positives > 0, negatives > 0 else { return nil }
    var (area, above) = (0.0, 0)
    for group in groups {
      area += Double(group.negatives) * (Double(above) + Double(group.positives) / 2)
      above += group.positives
    }
    return area / (Double(positives) * Double(negatives))
  }

  /// The area under precision over recall: Σ (Rₙ − Rₙ₋₁) Pₙ over the distinct scores from the
  /// greatest down.
  ///
  /// Nil where no item is of the kind; traps where there are not as many scores as items.
  public static func averagePrecision(scores: [Double], isPositive: [Bool]) -> Double? {
    let groups = groups(scores, isPositive)
    let positives = groups.reduce(0) { $0 + $1.positives }
    guard positives > 0 else { return nil }
    var (sum, found, taken) = (0.0, 0, 0)
    for group in groups {
      found += group.positives
      taken += group.positives + group.negatives
      sum += Double(group.positives) / Double(positives) * ratio(found, taken)
    }
    return sum
  }

  /// The threshold above or at which items are taken for the kind, so that its F1 is greatest.
  ///
  /// It lies in the middle between two scores; of equally good ones it is that nearest to one half,
  /// which it is where no item is of the kind.
  public static func thresholdOfGreatestF1(scores: [Double], isPositive: [Bool]) -> Double {
    let groups = groups(scores, isPositive)
    let positives = groups.reduce(0) { $0 + $1.positives }
    var best = (f1: 0.0, threshold: 0.5)
    var (found, taken) = (0, 0)
    for (place, group) in groups.enumerated() {
      found += group.positives
      taken += group.positives + group.negatives
      let f1 = ratio(2 * found, taken + positives)
      let below = place + 1 < groups.count ? groups[place + 1].score : min(0, group.score)
      // One half itself where it lies between the two scores.
      let isAround = below < 0.5 && 0.5 <= group.score
      let threshold = isAround ? 0.5 : below + (group.score - below) / 2
      if f1 > best.f1 || (f1 == best.f1 && abs(threshold - 0.5) < abs(best.threshold - 0.5)) {
        best = (f1, threshold)
      }
    }
    return best.f1 > 0 ? best.threshold : 0.5
  }

  struct Group {
    let score: Double
    var positives = 0
    var negatives = 0
  }

  /// The items of equal scores together, the greatest score first.
  static func groups(_ scores: [Double], _ isPositive: [Bool]) -> [Group] {
    guard scores.count == isPositive.count else {
      fatalError("RankingScores: expected \(isPositive.count) scores, found \(scores.count)")
    }
    var groups: [Group] = []
    for index in scores.indices.sorted(by: { scores[$0] > scores[$1] }) {
      if groups.last?.score != scores[index] { groups.append(Group(score: scores[index])) }
      if isPositive[index] {
        groups[groups.count - 1].positives += 1
      } else {
        groups[groups.count - 1].negatives += 1
      }
    }
    return groups
  }
}
