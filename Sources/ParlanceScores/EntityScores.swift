import ParlanceText

/// How well entities were found: all of an entity's tokens and its type, as `conlleval` counts.
public struct EntityScores: Sendable, Equatable {
  /// Of one type, or of all: found and right, found, there.
  public struct Counts: Sendable, Equatable {
    public var correct = 0
    public var predicted = 0
    public var actual = 0

    /// Creates counts.
    public init(correct: Int = 0, predicted: Int = 0, actual: Int = 0) {
      (self.correct, self.predicted, self.actual) = (correct, predicted, actual)
    }

    /// Precision, recall and F1.
    public var score: LabelScore {
      LabelScore(truePositives: correct, predicted: predicted, actual: actual)
    }
  }

  /// By type.
  public private(set) var types: [String: Counts] = [:]
  /// Of all types together.
  public private(set) var all = Counts()

  /// Creates scores of nothing.
  public init() {}

  /// Creates scores of sentences: [sentences][tokens].
  public init(truth: [[String]], predicted: [[String]]) {
    guard truth.count == predicted.count else {
      fatalError("EntityScores: \(truth.count) sentences, \(predicted.count) predicted")
    }
    for (truth, predicted) in zip(truth, predicted) { add(truth: truth, predicted: predicted) }
  }

  /// Counts a sentence's entities; traps unless both have a tag for each token.
  public mutating func add(truth: [String], predicted: [String]) {
    guard truth.count == predicted.count else {
      fatalError("EntityScores: \(truth.count) tags, \(predicted.count) predicted")
    }
    let (actual, found) = (EntitySpan.spans(of: truth), EntitySpan.spans(of: predicted))
    let right = Set(actual)
    for span in actual { count(span, \.actual) }
    for span in found {
      count(span, \.predicted)
      if right.contains(span) { count(span, \.correct) }
    }
  }

  private mutating func count(_ span: EntitySpan, _ path: WritableKeyPath<Counts, Int>) {
    types[span.type, default: Counts()][keyPath: path] += 1
    all[keyPath: path] += 1
  }
}
