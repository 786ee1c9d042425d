import Foundation
import ParlanceArrays
import ParlanceSystem
import ParlanceText

/// What a linear classifier is made with.
struct RegressionChoice: Sendable, Equatable {
  var features: ChosenFeatures
  var loss: RegressionLoss
  /// C: how far weights may go.
  var cost: Double
}

extension RegressionChoice {
  /// Where more texts are learned from: the chosen cost and the next greater one, or of another loss those that are
  /// mostly good.
  func costs(by other: RegressionLoss, isLarge: Bool) -> [Double] {
    // A tenth is as fine as they are said.
    let next = (30 * cost).rounded() / 10
    if loss == other { return isLarge ? [cost] : [cost, next] }
    let usual: [Double] = other == .softmax ? [30, 100] : [0.3, 1]
    return isLarge ? [usual[1]] : usual
  }
}

/// Looks for the features and the cost at which texts that are held out are the likeliest.
///
/// One thing after the other: the cost, then the order of n-grams, what words and characters count
/// beside each other, what shapes do, and how much features count by their labels, each with costs
/// around the best so far; then margins.
struct RegressionSearch {
  private let matrices: GramMatrices
  private let validation: CrossValidation
  private let held: HeldOutLogits
  private let labels: LabelSet
  private let selection: ModelSelection
  private let triesMargins: Bool
  private let triesLabels: Bool
  private let usual: RegressionLoss
  private(set) var best: (choice: RegressionChoice, score: Double)?
  /// Settings that were tried.
  private(set) var trialCount = 0

  /// Costs that are tried, a factor of three apart.
  static let costs: [Double] = [1, 3, 10, 30, 100, 300]
  /// Those of margins.
  static let marginCosts: [Double] = [0.1, 0.3, 1, 3, 10]
  /// By how much, as a share, the loss must fall for a setting that is not the simplest.
  private static let margin = 0.002

  /// What is taken off where labels say what features count: they do so where so many held-out texts are judged clearly
  /// better. Many texts are judged less by chance.
  static func handicap(_ features: ChosenFeatures, texts: Int) -> Double {
    let chosenBy = Double(CrossValidatedRegression.chosenBy)
    return features.divergencePower > 0 ? 0.01 * min(1, (chosenBy / Double(texts)).squareRoot()) : 0
  }

  /// - `targets`, `weights`: of the texts of the matrices.
  /// - `triesMargins`: whether another loss may be chosen, whose sums say less of how sure a model is.
  /// - `triesLabels`: whether labels may say what features count.
  init(
    _ matrices: GramMatrices, _ validation: CrossValidation, targets: [[Int]], weights: [Float],
    isMultiLabel: Bool, labels: LabelSet, selection: ModelSelection, triesMargins: Bool,
    triesLabels: Bool
  ) {
    (self.matrices, self.validation, self.triesLabels) = (matrices, validation, triesLabels)
    (self.labels, self.selection, self.triesMargins) = (labels, selection, triesMargins)
    usual = isMultiLabel ? .sigmoids : .softmax
    held = HeldOutLogits(
      targets: targets, isMultiLabel: isMultiLabel, weights: weights,
      rounds: validation.rounds.count)
  }

  /// Looks among what an architecture allows.
  ///
  /// - Throws: `Interrupted` where a stop was asked for.
  mutating func run(_ made: ClassifierArchitecture) throws {
    var all = FamilyStrengths(words: 1, shapes: 0, characters: made.characters == nil ? 0 : 1)
    try look(ChosenFeatures(order: made.order, strengths: all), Self.costs)
    if made.order > 1 {
      try look(ChosenFeatures(order: 1, strengths: best!.choice.features.strengths))
    }
    if made.characters != nil {
      let order = best!.choice.features.order
      for (words, characters) in [(0.5, 1.0), (1, 0.5), (0, 1), (1, 0)] {
        all = FamilyStrengths(words: words, shapes: 0, characters: characters)
        try look(ChosenFeatures(order: words == 0 ? 1 : order, strengths: all))
      }
    }
    if made.shapes {
      for shapes in [0.25, 0.5, 1] {
        var features = best!.choice.features
        features.strengths.shapes = shapes
        try look(features)
      }
    }
    if triesLabels {
      for power in [0.3, 0.6] {
        var features = best!.choice.features
        features.divergencePower = power
        try look(features)
      }
    }
    if triesMargins {
      try look(best!.choice.features, Self.marginCosts, by: .squaredHinges)
    }
  }

  /// Tries features with costs around the best.
  private mutating func look(_ features: ChosenFeatures) throws {
    let place = Self.costs.firstIndex(of: best!.choice.cost)!
    let near = max(place - 1, 0)...min(place + 1, Self.costs.count - 1)
    try look(features, Array(Self.costs[near]))
  }

  /// Tries costs in ascending order until two in a row do worse.
  private mutating func look(
    _ features: ChosenFeatures, _ costs: [Double], by loss: RegressionLoss? = nil
  ) throws {
    let loss = loss ?? usual
    var fits = validation.rounds.map { $0.map { fit(features, loss, $0) } }
    let before = best?.score ?? -.infinity
    var (own, misses) = (-Double.infinity, 0)
    for cost in costs where misses < 2 {
      var logits = held
      for round in fits.indices {
        for index in fits[round].indices {
          try StopRequest.check()
          fits[round][index].minimize(cost)
          logits.take(fits[round][index].solution.logits, fits[round][index].split, round: round)
        }
      }
      trialCount += 1
      let score =
        logits.value(by: selection, labels: labels) - Self.handicap(features, texts: matrices.count)
      misses = score > own ? 0 : misses + 1
      own = max(own, score)
      let isBetter =
        best == nil || best!.choice.features == features && best!.choice.loss == loss
        ? score > best?.score ?? -.infinity
        : score > max(best!.score, before + Self.margin * abs(before))
      if isBetter { best = (RegressionChoice(features: features, loss: loss, cost: cost), score) }
    }
  }

  private func fit(
    _ features: ChosenFeatures, _ loss: RegressionLoss, _ split: CrossValidation.Split
  ) -> Fit {
    let kernel = matrices.kernel(features, training: split.training)
    var weights = [Float](repeating: 0, count: held.targets.count)
    for text in split.training { weights[text] = held.weights[text] }
    return Fit(
      KernelRegression(
        targets: held.targets, labelCount: labels.count, loss: loss, weights: weights
      ) { a in
        var product = NDArray(zeros: a.shape, like: a)
        a.kernels.matrixProduct(
          kernel, transposed: false, a, transposed: false, accumulate: false, &product)
        return product
      }, split)
  }

  private struct Fit {
    let problem: KernelRegression
    let split: CrossValidation.Split
    var solution: KernelRegression.Solution

    init(_ problem: KernelRegression, _ split: CrossValidation.Split) {
      (self.problem, self.split) = (problem, split)
      solution = problem.begin()
    }

    mutating func minimize(_ cost: Double) {
      problem.minimize(&solution, cost: cost, tolerance: 5e-3, steps: 25)
    }
  }
}
