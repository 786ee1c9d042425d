import Foundation
import ParlanceScores
import ParlanceText

/// Texts to learn from and others to be judged by, several times over.
struct CrossValidation: Sendable {
  struct Split: Sendable {
    let training: [Int]
    let held: [Int]
  }
  /// Each text is held out once in each round.
  let rounds: [[Split]]

  /// Folds in which every label is spread evenly.
  ///
  /// - `order`: the texts, each label spread evenly: see `LabelledTexts.spread`.
  init(_ orders: [[Int]], folds: Int) {
    rounds = orders.map { order in
      let count = min(folds, order.count)
      return (0..<count).map { fold in
        func part(_ isHeld: Bool) -> [Int] {
          order.indices.filter { ($0 % count == fold) == isHeld }.map { order[$0] }.sorted()
        }
        return Split(training: part(false), held: part(true))
      }
    }
  }

  /// One split that is given.
  init(training: [Int], held: [Int]) { rounds = [[Split(training: training, held: held)]] }
}

/// What texts that were held out got as logits, and how good these are.
struct HeldOutLogits {
  let targets: [[Int]]
  let isMultiLabel: Bool
  /// What each text counts.
  let weights: [Float]
  /// By round and text; nil for a text that is never held out.
  var rows: [[[Double]?]]

  init(targets: [[Int]], isMultiLabel: Bool, weights: [Float], rounds: Int) {
    (self.targets, self.isMultiLabel, self.weights) = (targets, isMultiLabel, weights)
    rows = [[[Double]?]](
      repeating: [[Double]?](repeating: nil, count: targets.count), count: rounds)
  }

  /// Takes the logits of the texts that a split holds out.
  mutating func take(_ logits: [Float], _ split: CrossValidation.Split, round: Int) {
    let width = logits.count / targets.count
    for text in split.held {
      rows[round][text] = logits[text * width..<(text + 1) * width].map(Double.init)
    }
  }

  /// The mean loss in nats at the temperature at which it is the least, and that one's inverse.
  ///
  /// What the logits' size says counts only once: weak and strong penalties are judged by what they
  /// rank.
  var loss: Double {
    var (low, high) = (log(0.05), log(20.0))
    // Golden sections: the loss has one minimum.
    let ratio = (5.0.squareRoot() - 1) / 2
    var (a, b) = (high - ratio * (high - low), low + ratio * (high - low))
    var (lossA, lossB) = (loss(sharpness: exp(a)), loss(sharpness: exp(b)))
    for _ in 0..<12 {
      if lossA < lossB {
        (high, b, lossB) = (b, a, lossA)
        a = high - ratio * (high - low)
        lossA = loss(sharpness: exp(a))
      } else {
        (low, a, lossA) = (a, b, lossB)
        b = low + ratio * (high - low)
        lossB = loss(sharpness: exp(b))
      }
    }
    return min(lossA, lossB)
  }

  private func loss(sharpness: Double) -> Double {
    var (sum, total) = (0.0, 0.0)
    for round in rows {
      for (text, row) in round.enumerated() {
        guard let row else { continue }
        total += Double(weights[text])
        sum += Double(weights[text]) * loss(row, targets[text], sharpness)
      }
    }
    return total > 0 ? sum / total : 0
  }

  private func loss(_ row: [Double], _ wanted: [Int], _ sharpness: Double) -> Double {
    if isMultiLabel {
      return row.indices.reduce(0) { sum, label in
        let z = (wanted.contains(label) ? -1 : 1) * sharpness * row[label]
        return sum + max(z, 0) + log1p(exp(-abs(z)))
      }
    }
    guard let label = wanted.first, label < row.count else { return 0 }
    var greatest = -Double.infinity
    for z in row { greatest = max(greatest, z) }
    var total = 0.0
    for z in row { total += exp(sharpness * (z - greatest)) }
    return log(total) - sharpness * (row[label] - greatest)
  }

  /// What settings are compared by, greater being better.
  ///
  /// The loss says more than a share of few texts; but of two that are hardly better than chance the one
  /// is to be taken that is right more often, and of many texts that are held out the share says enough.
  func value(by selection: ModelSelection, labels: LabelSet) -> Double {
    let held = rows[0].count { $0 != nil }
    let share = selection != .loss ? 0.1 : held > CrossValidatedRegression.chosenBy ? 0.2 : 1
    return score(selection, labels: labels) - share * loss
  }

  /// The share of decisions that are right, or the mean of the labels' F1, over the rounds.
  func score(_ selection: ModelSelection, labels: LabelSet) -> Double {
    let scores = rows.map { round in
      let held = round.indices.filter {
        round[$0] != nil && (isMultiLabel || !targets[$0].isEmpty)
      }
      let truth = TrueLabels(held.map { targets[$0].map { labels.names[$0] } }, known: labels)
      let found = held.map { round[$0]! }
      let results =
        isMultiLabel
        ? ClassificationResults(
          truth: truth, probabilities: found,
          thresholds: [Double](repeating: 0, count: labels.count))
        : ClassificationResults(truth: truth, probabilities: found)
      return selection == .macroF1 ? results.macroF1 : results.counts.accuracy
    }
    return scores.reduce(0, +) / Double(scores.count)
  }
}
