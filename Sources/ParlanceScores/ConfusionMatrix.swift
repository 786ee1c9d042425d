/// How often items of each label were taken for each label.
///
/// Pairs that never came take no memory.
public struct ConfusionMatrix: Sendable, Equatable {
  /// The names of rows and columns.
  public let labels: [String]
  /// By truth · labels + predicted.
  private var pairs: [Int: Int] = [:]
  /// Items of each label, those taken for it, and those of it that were.
  private var actual: [Int]
  private var predicted: [Int]
  private var right: [Int]

  /// Creates an empty matrix.
  public init(labels: [String]) {
    self.labels = labels
    actual = [Int](repeating: 0, count: labels.count)
    (predicted, right) = (actual, actual)
  }

  /// Counts items; traps where there are not as many predictions, or where an index is no label's.
  public init(labels: [String], truth: [Int], predicted: [Int]) {
    guard truth.count == predicted.count else {
      fatalError(
        "ConfusionMatrix: expected \(truth.count) predictions, found \(predicted.count)")
    }
    self.init(labels: labels)
    for (truth, predicted) in zip(truth, predicted) { add(truth: truth, predicted: predicted) }
  }

  /// Counts one item; traps where an index is no label's.
  public mutating func add(truth: Int, predicted: Int) { add(truth, predicted, count: 1) }

  private mutating func add(_ truth: Int, _ label: Int, count: Int) {
    guard labels.indices.contains(truth), labels.indices.contains(label) else {
      fatalError(
        "ConfusionMatrix: expected labels below \(labels.count), found \(truth) and \(label)")
    }
    pairs[truth * labels.count + label, default: 0] += count
    actual[truth] += count
    predicted[label] += count
    if truth == label { right[truth] += count }
  }

  /// counts[a][b]: the items of label a that were taken for b. Of thousands of labels that is much.
  public var counts: [[Int]] {
    var counts = labels.map { _ in [Int](repeating: 0, count: labels.count) }
    for (pair, count) in pairs { counts[pair / labels.count][pair % labels.count] = count }
    return counts
  }

  /// The items of a label.
  public func support(of label: Int) -> Int { actual[label] }

  /// All items.
  public var total: Int { actual.reduce(0, +) }

  /// The share of items that were taken for what they are.
  public var accuracy: Double { ratio(right.reduce(0, +), total) }

  /// The score of one label.
  public func score(of label: Int) -> LabelScore {
    LabelScore(truePositives: right[label], predicted: predicted[label], actual: actual[label])
  }

  /// The mistakes, the most frequent first, and of equally frequent ones in the labels' order.
  public var mistakes: [(truth: Int, predicted: Int, count: Int)] {
    pairs.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { pair, count in
      (pair / labels.count, pair % labels.count, count)
    }.filter { $0.0 != $0.1 }
  }
}

extension ConfusionMatrix: Codable {
  /// More labels than these are written pair by pair.
  public static let widest = 100

  private enum CodingKeys: CodingKey { case labels, counts, pairs }

  /// Writes `labels` and `counts`, or of many labels `pairs`: those that came, each as truth, predicted
  /// and count, by their places in `labels`.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(labels, forKey: .labels)
    if labels.count <= Self.widest {
      try values.encode(counts, forKey: .counts)
    } else {
      let list = pairs.sorted { $0.key < $1.key }.map { pair, count in
        [pair / labels.count, pair % labels.count, count]
      }
      try values.encode(list, forKey: .pairs)
    }
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(labels: try values.decode([String].self, forKey: .labels))
    let list: [[Int]]
    if let rows = try values.decodeIfPresent([[Int]].self, forKey: .counts) {
      list = rows.enumerated().flatMap { truth, row in
        row.enumerated().filter { $1 != 0 }.map { [truth, $0, $1] }
      }
    } else {
      list = try values.decode([[Int]].self, forKey: .pairs)
    }
    for entry in list {
      guard entry.count == 3, labels.indices.contains(entry[0]), labels.indices.contains(entry[1])
      else {
        throw DecodingError.dataCorruptedError(
          forKey: .pairs, in: values, debugDescription: "expected pairs of labels, found \(entry)")
      }
      add(entry[0], entry[1], count: entry[2])
    }
  }
}
