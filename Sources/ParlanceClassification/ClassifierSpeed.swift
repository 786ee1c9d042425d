import ParlanceTraining

/// How fast a classifier is trained.
public struct ClassifierSpeed: Sendable {
  /// Tokens, texts and steps that were trained.
  public let words: Double
  public let texts: Double
  public let steps: Double
  /// Seconds of their steps.
  public let seconds: Double
}

extension ClassifierPlan {
  /// Trains in memory, and measures the steps: reading, scoring and writing do not count.
  ///
  /// - Throws: `InputError` where the loss is NaN or Inf.
  public func speed() throws -> ClassifierSpeed {
    try ClassifierSpeed(makeTask().1, data, settings.training)
  }
}

extension FastTextPlan {
  /// The same of a classifier of fastText's form.
  public func speed() throws -> ClassifierSpeed {
    try ClassifierSpeed(makeTask(), data, settings.training)
  }
}

extension ClassifierSpeed {
  fileprivate init(
    _ task: any TrainingTask, _ data: ClassificationData, _ training: TrainingConfiguration
  ) throws {
    let result = try Trainer(task, training).run()
    let epochs = Double(result.epochs)
    words = epochs * data.training.tokens.reduce(0.0) { $0 + Double($1.count) }
    texts = epochs * Double(data.training.tokens.count)
    steps = max(1, epochs * Double(task.stepCount))
    seconds = max(result.seconds, 1e-9)
  }
}
