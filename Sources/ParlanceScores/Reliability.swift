/// Whether what is said with some confidence is right as often: confidences in bins of the same
/// width.
///
/// Guo, Pleiss, Sun and Weinberger, *On Calibration of Modern Neural Networks*, 2017, equations 2 to 5.
public struct Reliability: Codable, Sendable, Equatable {
  /// What was said with confidences of one range.
  public struct Bin: Codable, Sendable, Equatable {
    /// The range's ends; the upper one belongs to it.
    public let lower: Double
    public let upper: Double
    /// Items; at least one.
    public let count: Int
    /// The mean of their confidences.
    public let confidence: Double
    /// The share of them that is right.
    public let accuracy: Double
  }

  /// The bins in which there is something, in ascending order.
  public let bins: [Bin]
  /// Σ (items of the bin / all items) · |accuracy − confidence|.
  public let expectedCalibrationError: Double
  /// The greatest |accuracy − confidence|.
  public let maximumCalibrationError: Double

  /// Sorts items into bins of (k / count, (k + 1) / count], 0 into the first; traps where the counts
  /// differ or there is no bin.
  public init(confidences: [Double], isRight: [Bool], binCount: Int = 15) {
    guard confidences.count == isRight.count, binCount > 0 else {
      fatalError(
        "Reliability: expected \(confidences.count) answers in bins, found \(isRight.count) in "
          + "\(binCount)")
    }
    var (counts, right) = (
      [Int](repeating: 0, count: binCount), [Int](repeating: 0, count: binCount)
    )
    var sums = [Double](repeating: 0, count: binCount)
    for (confidence, isRight) in zip(confidences, isRight) where confidence.isFinite {
      let place = (min(max(confidence, 0), 1) * Double(binCount)).rounded(.up)
      let bin = max(0, Int(place) - 1)
      counts[bin] += 1
      sums[bin] += confidence
      if isRight { right[bin] += 1 }
    }
    bins = counts.indices.filter { counts[$0] > 0 }.map { bin in
      Bin(
        lower: Double(bin) / Double(binCount), upper: Double(bin + 1) / Double(binCount),
        count: counts[bin], confidence: sums[bin] / Double(counts[bin]),
        accuracy: ratio(right[bin], counts[bin]))
    }
    let total = counts.reduce(0, +)
    expectedCalibrationError = bins.reduce(0) {
      $0 + ratio($1.count, total) * abs($1.accuracy - $1.confidence)
    }
    maximumCalibrationError = bins.reduce(0) { max($0, abs($1.accuracy - $1.confidence)) }
  }
}
