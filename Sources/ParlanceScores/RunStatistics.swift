/// A score over several runs that differ in their seed.
public struct RunStatistics: Codable, Sendable, Equatable {
  /// The score of each run.
  public let values: [Double]
  /// Their mean.
  public let mean: Double
  /// √(Σ (x − mean)² / (n − 1)); nil of a single run.
  public let standardDeviation: Double?

  /// Summarises the scores of runs; traps where there is none.
  public init(_ values: [Double]) {
    guard !values.isEmpty else { fatalError("RunStatistics: expected values, found none") }
    self.values = values
    let mean = values.reduce(0, +) / Double(values.count)
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    self.mean = mean
    standardDeviation =
      values.count < 2 ? nil : (squares / Double(values.count - 1)).squareRoot()
  }
}
