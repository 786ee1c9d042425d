/// How well a label, or several together, were found.
public struct LabelScore: Codable, Sendable, Equatable {
  /// The share of what was predicted that is right.
  public let precision: Double
  /// The share of what is there that was found.
  public let recall: Double
  /// 2 · precision · recall / (precision + recall).
  public let f1: Double
  /// How often it is there.
  public let support: Int

  /// Creates a score from counts; a share of nothing is 0.
  public init(truePositives: Int, predicted: Int, actual: Int) {
    precision = ratio(truePositives, predicted)
    recall = ratio(truePositives, actual)
    f1 = ratio(2 * truePositives, predicted + actual)
    support = actual
  }

  init(precision: Double, recall: Double, f1: Double, support: Int) {
    (self.precision, self.recall) = (precision, recall)
    (self.f1, self.support) = (f1, support)
  }
}

/// A share, and 0 of nothing.
func ratio(_ part: Int, _ whole: Int) -> Double { whole == 0 ? 0 : Double(part) / Double(whole) }
