import ParlanceSystem
import ParlanceText

/// What a classifier of fastText's form is made of beside what all classifiers may have.
///
/// Its dimension is the architecture's `embeddingSize`, the longest n-grams of words its `order`.
public struct FastTextSettings: Codable, Sendable, Equatable {
  /// What a classifier learns by.
  public enum Loss: String, Codable, Sendable, CaseIterable {
    case softmax
    /// Hierarchical softmax.
    case hs
    /// Negative sampling.
    case ns
    /// Each label by its own sigmoid.
    case ova

    var inFile: FastTextArguments.Loss {
      switch self {
      case .softmax: .softmax
      case .hs: .hierarchicalSoftmax
      case .ns: .negativeSampling
      case .ova: .oneVersusAll
      }
    }
  }

  /// The shortest n-grams of characters.
  public var minimumN = 0
  /// The longest n-grams of characters; 0 for none.
  public var maximumN = 0
  /// What it learns by.
  public var loss = Loss.softmax
  /// Labels that are drawn for each right one, by negative sampling.
  public var negatives = 5
  /// Whether vectors become codes in the end.
  public var quantizes = false
  /// The rows that are kept when it is quantised, those of the longest vectors; 0 for all.
  public var cutoff = 0
  /// Whether what is left after a cutoff is trained once more.
  public var retrains = false
  /// Numbers of a vector that are one byte.
  public var runLength = 2
  /// Whether vectors' lengths are coded apart.
  public var quantizesNorms = false
  /// Whether the labels' vectors become codes too.
  public var quantizesOutputs = false

  /// Creates fastText's defaults.
  public init() {}

  /// What is wrong with the numbers, or nil.
  var problem: SettingProblem? {
    .first(
      of: .first([
        "minN": (minimumN, 0...1 << 10), "maxN": (maximumN, 0...1 << 10),
        "negative": (negatives, 1...1 << 20), "cutoff": (cutoff, 0...1 << 30),
        "dsub": (runLength, 1...1 << 16),
      ]),
      .unless(
        maximumN == 0 || minimumN <= maximumN, "minN", expected: "at most \(maximumN)",
        found: minimumN))
  }
}
