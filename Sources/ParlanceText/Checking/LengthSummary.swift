/// How long texts are, in tokens.
public struct LengthSummary: Codable, Sendable, Equatable {
  public let minimum: Int
  public let median: Int
  public let mean: Double
  /// What 95 of 100 texts do not exceed.
  public let percentile95: Int
  public let percentile99: Int
  public let maximum: Int

  /// Summarises lengths; all are 0 of none.
  public init(_ lengths: [Int]) {
    let sorted = lengths.sorted()
    func quantile(_ share: Double) -> Int {
      sorted.isEmpty ? 0 : sorted[Int((share * Double(sorted.count - 1)).rounded(.up))]
    }
    (minimum, maximum) = (sorted.first ?? 0, sorted.last ?? 0)
    (median, percentile95, percentile99) = (quantile(0.5), quantile(0.95), quantile(0.99))
    mean = sorted.isEmpty ? 0 : Double(sorted.reduce(0, +)) / Double(sorted.count)
  }
}
