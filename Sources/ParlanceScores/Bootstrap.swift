import ParlanceSystem

/// How far a score would vary with the items of a test set: samples of as many items, drawn from them
/// with replacement.
///
/// A score that is a function of sums over items (perplexity, accuracy, F1) is computed from the sums
/// of each sample. Several models are compared on the same samples. Efron and Tibshirani, *An
/// Introduction to the Bootstrap*, 1993; Koehn, *Statistical Significance Tests for Machine Translation
/// Evaluation*, 2004.
public struct Bootstrap: Sendable {
  /// Items, and draws of each sample.
  public let itemCount: Int
  /// Samples.
  public let sampleCount: Int
  private let key: RandomKey

  /// Chooses the samples by a seed; traps where there is no item or no sample.
  public init(itemCount: Int, sampleCount: Int = 1000, seed: UInt64 = 1) {
    guard itemCount > 0, sampleCount > 0 else {
      fatalError("Bootstrap: expected items and samples, found \(itemCount) and \(sampleCount)")
    }
    self.itemCount = itemCount
    self.sampleCount = sampleCount
    key = RandomKey(seed: seed)
  }

  /// The items that a sample draws, some of them several times.
  public func items(ofSample sample: Int) -> [Int] {
    var generator = RandomGenerator(key: key.folding(in: UInt64(sample)))
    return (0..<itemCount).map { _ in
      Int(generator.next().multipliedFullWidth(by: UInt64(itemCount)).high)
    }
  }

  /// The sums of columns over each sample: [column][item] → [column][sample].
  public func sums(_ columns: [[Double]]) -> [[Double]] {
    for column in columns where column.count != itemCount {
      fatalError("Bootstrap.sums: expected \(itemCount) items, found \(column.count)")
    }
    var sums = columns.map { _ in [Double](repeating: 0, count: sampleCount) }
    for sample in 0..<sampleCount {
      let items = items(ofSample: sample)
      for (index, column) in columns.enumerated() {
        var sum = 0.0
        for item in items { sum += column[item] }
        sums[index][sample] = sum
      }
    }
    return sums
  }

  /// How likely a difference of 0 is under the samples' differences, on both sides:
  /// 2 · min(#{d ≤ 0} + 1, #{d ≥ 0} + 1) / (samples + 1), at most 1.
  public static func pValue(ofDifferences differences: [Double]) -> Double {
    guard !differences.contains(where: \.isNaN) else { return .nan }
    let least = min(differences.count { $0 <= 0 }, differences.count { $0 >= 0 }) + 1
    return min(1, 2 * Double(least) / Double(differences.count + 1))
  }
}

/// An interval that holds a number with some probability.
public struct ConfidenceInterval: Codable, Sendable, Equatable {
  public let low: Double
  public let high: Double

  /// The middle share of a score's values over bootstrap samples, between values by straight lines;
  /// traps where there is none.
  ///
  /// - `holding`: a value that is in it, and to which it reaches where samples lie beside.
  public init(
    percentilesOf values: [Double], coverage: Double = 0.95, holding value: Double? = nil
  ) {
    guard !values.isEmpty else { fatalError("ConfidenceInterval: expected values, found none") }
    let sorted = values.sorted()
    func quantile(_ share: Double) -> Double {
      let place = share * Double(sorted.count - 1)
      let (below, above) = (sorted[Int(place)], sorted[min(Int(place) + 1, sorted.count - 1)])
      // Two infinities have no difference.
      return below == above ? below : below + (place - place.rounded(.down)) * (above - below)
    }
    let (least, most) = (quantile((1 - coverage) / 2), quantile((1 + coverage) / 2))
    (low, high) = (min(least, value ?? least), max(most, value ?? most))
  }
}
