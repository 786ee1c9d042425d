/// One model's score less another's on the same items.
public struct PairedDifference: Codable, Sendable, Equatable {
  /// On all items.
  public let value: Double
  /// Where it lies in 95 of 100 such sets of items.
  public let interval: ConfidenceInterval
  /// How likely there is none: `Bootstrap.pValue(ofDifferences:)`.
  public let pValue: Double

  /// Compares two scores, and what they are on the same bootstrap samples of the items; traps where
  /// there is no sample.
  public init(_ first: Double, _ second: Double, samples: ([Double], [Double])) {
    let differences = zip(samples.0, samples.1).map { $0 - $1 }
    value = first - second
    interval = ConfidenceInterval(percentilesOf: differences)
    pValue = Bootstrap.pValue(ofDifferences: differences)
  }
}
