import Foundation

/// What the probabilities are worth, beside the labels.
extension ClassificationResults {
  /// What a probability of 0 counts as: 2⁻⁵², as in scikit-learn, so that one text that was thought
  /// impossible does not make a mean infinite.
  static let leastProbability = Double.ulpOfOne

  /// The mean of −ln p of the true labels, in nats; with several labels a text, that of −ln p of the
  /// decisions for all texts and labels. A label that the model does not know has probability 0.
  public var logLoss: Double? {
    if let summary, !summary.isEmpty {
      return summary.reduce(0) { $0 + Self.nats($1.truth) } / Double(summary.count)
    }
    guard let probabilities, !probabilities.isEmpty else { return nil }
    let decisions = isMultiLabel ? truth.names.count : 1
    let total = zip(probabilities, truth.indices).reduce(0.0) { sum, text in
      if !isMultiLabel { return sum + Self.nats(text.0, text.1[0]) }
      return sum
        + truth.names.indices.reduce(0.0) { sum, label in
          let probability = label < text.0.count ? text.0[label] : 0
          return sum + Self.nats(text.1.contains(label) ? probability : 1 - probability)
        }
    }
    return total / Double(probabilities.count * max(1, decisions))
  }

  private static func nats(_ row: [Double], _ label: Int) -> Double {
    nats(label < row.count ? row[label] : 0)
  }

  private static func nats(_ probability: Double) -> Double {
    -log(probability.isNaN ? .nan : min(max(probability, leastProbability), 1 - leastProbability))
  }

  /// How far confidences can be trusted: that of the predicted label, or with several labels a text
  /// the probability of each label.
  public func reliability(binCount: Int = 15) -> Reliability? {
    if let summary {
      return Reliability(
        confidences: summary.map(\.predicted), isRight: isRight, binCount: binCount)
    }
    guard let probabilities else { return nil }
    if isMultiLabel {
      let isRight = truth.indices.flatMap { labels in
        (0..<truth.knownCount).map { labels.contains($0) }
      }
      return Reliability(
        confidences: Array(probabilities.joined()), isRight: isRight, binCount: binCount)
    }
    let confidences = zip(probabilities, predictions).map { $0[$1[0]] }
    return Reliability(confidences: confidences, isRight: isRight, binCount: binCount)
  }

  /// The area under the ROC curve of each label against the rest, their mean over the labels of which
  /// there are texts with and without; of two labels that is the area of either. Nil where the
  /// probabilities were too many to be kept.
  public var rocAUC: Double? { mean(of: RankingScores.rocAUC) }

  /// The average precision of each label against the rest, their mean over the labels that are there.
  public var averagePrecision: Double? { mean(of: RankingScores.averagePrecision) }

  /// For each label the threshold at which its F1 is greatest: to be found on validation data.
  public var thresholdsOfGreatestF1: [Double]? {
    rankings?.map { RankingScores.thresholdOfGreatestF1(scores: $0.scores, isPositive: $0.isHere) }
  }

  /// By label that the model knows: each text's probability, and whether the text has the label.
  private var rankings: [(scores: [Double], isHere: [Bool])]? {
    probabilities == nil ? nil : (0..<truth.knownCount).compactMap(ranking)
  }

  func ranking(of label: Int) -> (scores: [Double], isHere: [Bool])? {
    probabilities.map { rows in
      (rows.map { $0[label] }, truth.indices.map { $0.contains(label) })
    }
  }

  private func mean(of score: ([Double], [Bool]) -> Double?) -> Double? {
    let scores = rankings?.compactMap { score($0.scores, $0.isHere) } ?? []
    return scores.isEmpty ? nil : scores.reduce(0, +) / Double(scores.count)
  }
}
