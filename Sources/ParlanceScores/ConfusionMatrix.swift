/// How often items of each label were taken for each label.
public struct ConfusionMatrix: Codable, Sendable, Equatable {
  /// The names of rows and columns.
  public let labels: [String]
  /// counts[a][b]: the items of label a that were taken for b.
  public private(set) var counts: [[Int]]

  /// Creates an empty matrix.
  public init(labels: [String]) {
    self.labels = labels
    counts = labels.map { _ in [Int](repeating: 0, count: labels.count) }
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
  public mutating func add(truth: Int, predicted: Int) {
    guard labels.indices.contains(truth), labels.indices.contains(predicted) else {
      fatalError(
        "ConfusionMatrix: expected labels below \(labels.count), found \(truth) and \(predicted)")
    }
    counts[truth][predicted] += 1
  }

  /// All items.
  public var total: Int { counts.reduce(0) { $0 + $1.reduce(0, +) } }

  /// The share of items that were taken for what they are.
  public var accuracy: Double { ratio(labels.indices.reduce(0) { $0 + counts[$1][$1] }, total) }

  /// The score of one label.
  public func score(of label: Int) -> LabelScore {
    LabelScore(
      truePositives: counts[label][label], predicted: counts.reduce(0) { $0 + $1[label] },
      actual: counts[label].reduce(0, +))
  }

  /// The mistakes, the most frequent first, and of equally frequent ones in the labels' order.
  public var mistakes: [(truth: Int, predicted: Int, count: Int)] {
    labels.indices.flatMap { truth in
      labels.indices.compactMap { predicted in
        let count = counts[truth][predicted]
        return truth == predicted || count == 0 ? nil : (truth, predicted, count)
      }
    }.enumerated().sorted { ($1.element.count, $0.offset) < ($0.element.count, $1.offset) }
      .map(\.element)
  }
}
