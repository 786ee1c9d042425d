/// How often each label was there, was predicted, and both.
public struct LabelCounts: Sendable, Equatable {
  /// By label: how often it was rightly predicted.
  public private(set) var truePositives: [Int]
  /// By label: how often it was predicted.
  public private(set) var predicted: [Int]
  /// By label: how often it was there.
  public private(set) var actual: [Int]
  /// Items whose labels were all found and no other.
  public private(set) var exactCount = 0
  /// Items that were counted.
  public private(set) var itemCount = 0

  /// Nothing counted yet.
  public init(labelCount: Int) {
    truePositives = [Int](repeating: 0, count: labelCount)
    (predicted, actual) = (truePositives, truePositives)
  }

  /// Counts an item with one label.
  public mutating func add(truth: Int, predicted label: Int) {
    itemCount += 1
    actual[truth] += 1
    predicted[label] += 1
    if truth == label {
      truePositives[truth] += 1
      exactCount += 1
    }
  }

  /// Counts an item with any number of labels, none of them twice.
  public mutating func add(truth: [Int], predicted labels: [Int]) {
    itemCount += 1
    for label in truth { actual[label] += 1 }
    var right = 0
    for label in labels {
      predicted[label] += 1
      if truth.contains(label) {
        truePositives[label] += 1
        right += 1
      }
    }
    if right == truth.count && right == labels.count { exactCount += 1 }
  }

  /// The share of items whose labels were all found and no other.
  public var accuracy: Double { ratio(exactCount, itemCount) }

  /// The score of one label.
  public func score(of label: Int) -> LabelScore {
    LabelScore(
      truePositives: truePositives[label], predicted: predicted[label], actual: actual[label])
  }

  /// The labels that were there or were predicted.
  public var seenLabels: [Int] { actual.indices.filter { actual[$0] + predicted[$0] > 0 } }

  /// Precision, recall and F1 of all labels' decisions together.
  public var micro: LabelScore {
    LabelScore(
      truePositives: truePositives.reduce(0, +), predicted: predicted.reduce(0, +),
      actual: actual.reduce(0, +))
  }

  /// The means of the scores of some labels, all of the same weight.
  public func macro(over labels: [Int]) -> LabelScore {
    mean(of: labels, weight: { _ in 1 })
  }

  /// The means of the scores of some labels, each weighted with how often it was there.
  public func weighted(over labels: [Int]) -> LabelScore {
    mean(of: labels, weight: { Double(actual[$0]) })
  }

  /// The share of all decisions, one for each item and label, that are wrong.
  public var hammingLoss: Double {
    let wrong = micro.support + predicted.reduce(0, +) - 2 * truePositives.reduce(0, +)
    return ratio(wrong, itemCount * actual.count)
  }

  private func mean(of labels: [Int], weight: (Int) -> Double) -> LabelScore {
    let scores = labels.map { (score(of: $0), weight($0)) }
    let total = scores.reduce(0) { $0 + $1.1 }
    func mean(_ path: KeyPath<LabelScore, Double>) -> Double {
      total == 0 ? 0 : scores.reduce(0) { $0 + $1.0[keyPath: path] * $1.1 } / total
    }
    return LabelScore(
      precision: mean(\.precision), recall: mean(\.recall), f1: mean(\.f1),
      support: scores.reduce(0) { $0 + $1.0.support })
  }
}
