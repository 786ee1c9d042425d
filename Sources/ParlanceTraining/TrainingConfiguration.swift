import ParlanceOptim

/// How a model is trained: what the command line's options of the same names say.
public struct TrainingConfiguration: Codable, Sendable, Equatable {
  /// Passes over the training data.
  public var epochs = 10
  /// The update rule.
  public var optimizer = Optimizer.sgd
  /// η at the beginning.
  public var learningRate = 1.0
  /// Of SGD.
  public var momentum = 0.0
  /// Whether SGD's momentum is Nesterov's.
  public var nesterov = false
  /// λ: of the L2 penalty in SGD and Adam, of the decoupled decay in AdamW.
  public var weightDecay = 0.0
  /// How the learning rate changes from epoch to epoch.
  public var schedule = LearningRateSchedule.constant
  /// How gradients are bounded.
  public var clipping = Clipping.none
  /// Epochs without improvement on validation data after which training ends; nil for never.
  public var patience: Int?
  /// Minutes between checkpoints within an epoch.
  public var checkpointMinutes = 5.0
  /// How often training may go back to a checkpoint after NaN or Inf.
  public var recoveries = 5
  /// Of initial values, masks and orders.
  public var seed: UInt64 = 1

  /// Creates the defaults.
  public init() {}

  /// The update rules by name.
  public enum Optimizer: String, Codable, Sendable, CaseIterable { case sgd, adam, adamw }

  func makeRule() -> any UpdateRule {
    switch optimizer {
    case .sgd:
      SGD(
        learningRate: learningRate, momentum: momentum, nesterov: nesterov,
        weightDecay: weightDecay)
    case .adam: Adam(learningRate: learningRate, weightDecay: weightDecay)
    case .adamw: AdamW(learningRate: learningRate, weightDecay: weightDecay)
    }
  }
}

extension TrainingConfiguration {
  /// What is wrong with the numbers, or nil.
  public var problem: String? {
    if epochs < 1 { return "epochs: expected at least 1, found \(epochs)" }
    if !(learningRate > 0 && learningRate.isFinite) {
      return "learning-rate: expected more than 0, found \(learningRate)"
    }
    if !(momentum >= 0 && momentum < 1) {
      return "momentum: expected [0, 1), found \(momentum)"
    }
    if !(weightDecay >= 0 && weightDecay.isFinite) {
      return "weight-decay: expected 0 or more, found \(weightDecay)"
    }
    if !(checkpointMinutes > 0) {
      return "checkpoint-minutes: expected more than 0, found \(checkpointMinutes)"
    }
    if let patience, patience < 1 { return "patience: expected at least 1, found \(patience)" }
    switch clipping {
    case .none: break
    case .norm(let limit), .value(let limit):
      if !(limit > 0) { return "clipping: expected a limit of more than 0, found \(limit)" }
    }
    return schedule.problem
  }
}
