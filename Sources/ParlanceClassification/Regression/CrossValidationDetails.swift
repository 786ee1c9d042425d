import Foundation

/// What cross-validation has chosen, and by what.
public struct CrossValidationDetails: Codable, Sendable {
  /// Parts of the texts, each judged by a model of the others; nil where validation texts were given.
  public var folds: Int?
  /// Settings that were tried.
  public var trials: Int
  /// The longest n-grams of words that count.
  public var order: Int
  /// What each family of features counts.
  public var strengths: FamilyStrengths
  /// The power of the divergence of their labels by which features count; nil where it was written before there was a choice.
  public var divergencePower: Double?
  /// C of the penalty ‖W‖² / 2C.
  public var cost: Double
  /// What the weights were learned by; nil where it was written before there was a choice.
  public var loss: RegressionLoss?
}

extension CrossValidationDetails {
  /// For people.
  public var line: String {
    let families = [
      ("words", strengths.words), ("characters", strengths.characters),
      ("shapes", strengths.shapes),
    ].filter { $0.1 > 0 }.map { $0.1 == 1 ? $0.0 : "\($0.0) × \($0.1)" }
    return
      (folds.map { "\($0)-fold cross-validation" } ?? "the validation texts")
      + " chose, of \(trials) settings: \(families.joined(separator: ", "))"
      + (strengths.words > 0 ? ", n-grams of up to \(order)" : "")
      + ((divergencePower ?? 0) > 0 ? ", label divergence ^ \(divergencePower ?? 0)" : "")
      + (loss == .squaredHinges ? ", margins" : "") + ", cost \(cost)"
  }
}

/// What came of a plan's cross-validation, once it is done.
final class CrossValidationBox {
  var outcome: CrossValidatedRegression.Outcome?
  /// Spent on it before the run.
  var seconds = 0.0
}
