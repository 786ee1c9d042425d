import Foundation
import ParlanceScores
import ParlanceTraining

/// What a report of classifiers says beside what all reports say.
public struct ClassifierDetails: Codable, Sendable {
  /// What the model is.
  public var modelType: ClassifierArchitecture.ModelType
  /// The best epoch, counted from 1; nil for what is counted.
  public var bestEpoch: Int?
  /// What the best epoch was chosen by.
  public var selection: ModelSelection
  /// The share of all places in batches that was padding.
  public var paddingShare: Double
  /// Values that training changes.
  public var parameters: Int
  /// What logits are divided by.
  public var temperature: Double
  /// The greatest accuracy on the held-out texts that any model can be expected to have; known of the
  /// built-in recipes alone.
  public var bestPossibleAccuracy: Double?
  /// What cross-validation chose; nil where there was none. The validation score is then of texts that
  /// were held out in turn, each judged by a model of the others.
  public var crossValidation: CrossValidationDetails?
}

extension ClassificationScores: RunScore {
  public var shares: [String: Double] {
    let all = ["accuracy": accuracy, "macroF1": macroF1, "microF1": microF1, "logLoss": logLoss]
    return all.compactMapValues { $0 }
  }

  public var summary: String {
    String(
      format: "accuracy %.2f %%, macro F1 %.2f %% over %d texts", 100 * accuracy, 100 * macroF1,
      texts)
  }

  public var sections: [ModelCard.Section] { [ModelCard.Section("Labels", labels)] }
}
