import ParlanceArrays
import ParlanceSystem
import ParlanceText
import ParlanceTraining

/// All that decides which n-gram model `lm train` makes of a text.
@dynamicMemberLookup
public struct NGramSettings: CountedLanguageModelSettings, Equatable {
  /// The longest n-grams.
  public var order = 5
  /// How probability is given to what was not seen.
  public var smoothing = NGramSmoothing.modifiedKneserNey
  /// k of add-k.
  public var addend = 1.0
  /// For each order from 1 on the count up to which n-grams are left out; the last serves all longer
  /// ones.
  public var prune: [Int] = []
  /// Bytes that counting may take before it goes to disk; nil for half of the machine's.
  public var memory: Int?
  /// Where temporary files go; nil for the system's place.
  public var temporaryFolder: String?
  /// Words, Unicode scalars or graphemes.
  public var level = TextLevel.word
  /// Files of `NGramTally` whose sum stands for the training text; nil where there is one.
  public var counts: [String]?
  /// The texts.
  public var texts = LanguageModelTexts()
  /// Of the recipes.
  public var seed: UInt64 = 1

  /// Creates the defaults.
  public init() {}

  /// What is wrong with the numbers, or nil.
  public var problem: SettingProblem? {
    .first(
      of: .first(["order": (order, 1...NGramFile.highestOrder)]),
      .unless(
        (1e-9...1e9).contains(addend), "addend", expected: "1e-9 to 1e9", found: addend),
      .unless(
        prune.count <= order, "prune", expected: "at most \(order) thresholds", found: prune.count),
      .unless(
        (prune.first ?? 0) >= 0 && prune == prune.sorted(), "prune",
        expected: "thresholds of 0 or more that do not fall",
        found: prune.map(String.init).joined(separator: " ")),
      .unless(
        counts == nil || texts.train == nil, "counts", expected: "no training text beside counts",
        found: texts.train ?? ""),
      .unless(counts?.isEmpty != true, "counts", expected: "at least one file", found: 0),
      .unless(memory ?? .max >= 1 << 20, "memory", expected: "at least 1M", found: memory ?? 0),
      texts.problem)
  }

  public var dataFiles: [String: String] {
    let all = counts ?? []
    // One file has the name of the setting.
    let named = all.enumerated().map { (all.count == 1 ? "counts" : "counts \($0 + 1)", $1) }
    return texts.source.files.merging(named) { $1 }
  }

  /// One threshold an order.
  var thresholds: [Int] {
    prune + [Int](repeating: prune.last ?? 0, count: order - prune.count)
  }

  /// A setting of the texts.
  public subscript<Value>(dynamicMember path: WritableKeyPath<LanguageModelTexts, Value>) -> Value {
    get { texts[keyPath: path] }
    set { texts[keyPath: path] = newValue }
  }
}
