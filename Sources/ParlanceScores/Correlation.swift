import ParlanceSystem

/// How far two lists of numbers rise and fall together, −1 ... 1.
///
/// NaN where one of the lists does not vary, or there are fewer than two pairs.
public enum Correlation {
  /// Pearson's: Σ (x − x̄)(y − ȳ) / √(Σ (x − x̄)² Σ (y − ȳ)²). Traps where the counts differ.
  public static func pearson(_ x: [Double], _ y: [Double]) -> Double {
    check(x, y)
    let n = Double(x.count)
    let (meanX, meanY) = (x.reduce(0, +) / n, y.reduce(0, +) / n)
    var (xx, yy, xy) = (0.0, 0.0, 0.0)
    for (a, b) in zip(x, y) {
      xx += (a - meanX) * (a - meanX)
      yy += (b - meanY) * (b - meanY)
      xy += (a - meanX) * (b - meanY)
    }
    let scale = (xx * yy).squareRoot()
    return scale > 0 ? min(max(xy / scale, -1), 1) : .nan
  }

  /// Spearman's: Pearson's of the ranks, equal numbers having the mean of theirs.
  public static func spearman(_ x: [Double], _ y: [Double]) -> Double {
    check(x, y)
    return pearson(Ranking(x).ranks(), Ranking(y).ranks())
  }

  /// Where Spearman's lies in 95 of 100 such sets of pairs, from bootstrap samples of them; those in which
  /// a list does not vary are left out. Nil where none is left.
  public static func spearmanInterval(
    _ x: [Double], _ y: [Double], samples: Int = 1000, seed: UInt64 = 1
  ) -> ConfidenceInterval? {
    check(x, y)
    guard x.count > 1 else { return nil }
    let (rankingX, rankingY) = (Ranking(x), Ranking(y))
    let bootstrap = Bootstrap(itemCount: x.count, sampleCount: samples, seed: seed)
    let values = (0..<samples).map { sample in
      let items = bootstrap.items(ofSample: sample)
      return pearson(rankingX.ranks(of: items), rankingY.ranks(of: items))
    }.filter { !$0.isNaN }
    return values.isEmpty ? nil : ConfidenceInterval(percentilesOf: values)
  }

  private static func check(_ x: [Double], _ y: [Double]) {
    guard x.count == y.count else {
      fatalError("Correlation: expected pairs, found \(x.count) and \(y.count) numbers")
    }
  }
}

/// The order of numbers: any sample of them is ranked without sorting it again.
private struct Ranking {
  /// For each number, how many distinct ones are smaller.
  private let groups: [Int]
  private let groupCount: Int

  init(_ values: [Double]) {
    var groups = [Int](repeating: 0, count: values.count)
    var (group, last) = (-1, Double.nan)
    for place in values.indices.sorted(by: { values[$0] < values[$1] }) {
      if values[place] != last { group += 1 }
      last = values[place]
      groups[place] = group
    }
    (self.groups, groupCount) = (groups, group + 1)
  }

  func ranks() -> [Double] { ranks(of: Array(groups.indices)) }

  /// The ranks of items, counted from 1, among these; equal ones have the mean of theirs.
  func ranks(of items: [Int]) -> [Double] {
    var counts = [Int](repeating: 0, count: groupCount)
    for item in items { counts[groups[item]] += 1 }
    var below = 0
    let ranks = counts.map { count in
      defer { below += count }
      return Double(below) + Double(count + 1) / 2
    }
    return items.map { ranks[groups[$0]] }
  }
}
