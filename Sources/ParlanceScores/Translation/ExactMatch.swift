/// How many of the translations are one of their references, to the letter, in percent.
public struct ExactMatch: TranslationMetric {
  public let name = "exact match"

  /// Creates a measure.
  public init() {}

  public func signature(references: Int) -> String { "nrefs:\(references)|case:mixed" }

  /// Whether it is, and 1.
  public func statistics(_ hypothesis: String, _ references: [String]) -> [Double] {
    [references.contains { $0.utf8.elementsEqual(hypothesis.utf8) } ? 1 : 0, 1]
  }

  public func score(ofSums sums: [Double]) -> Double { sums[1] > 0 ? 100 * sums[0] / sums[1] : 0 }
}
