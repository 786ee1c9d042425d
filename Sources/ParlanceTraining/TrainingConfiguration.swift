import ParlanceArrays
import ParlanceOptim
import ParlanceSystem

/// How a model is trained: what the command line's options of the same names say.
public struct TrainingConfiguration: Codable, Sendable, Equatable {
  /// Passes over the training data.
  public var epochs = 10
  /// The update rule.
  public var optimizer = Optimizer.sgd
  /// η at the beginning.
  public var learningRate = 1.0
  /// Of SGD and RMSProp.
  public var momentum = 0.0
  /// Whether SGD's momentum is Nesterov's.
  public var nesterov = false
  /// λ: of the decoupled decay in AdamW, of an L2 penalty in all others; sparse Adam has none.
  public var weightDecay = 0.0
  /// How the learning rate changes from epoch to epoch, or from step to step.
  public var schedule = LearningRateSchedule.constant
  /// What the schedule counts; nil for epochs.
  public var scheduleUnit: ScheduleState.Unit?
  /// How gradients are bounded.
  public var clipping = Clipping.none
  /// Epochs without improvement on validation data after which training ends; nil for never.
  public var patience: Int?
  /// Minutes between checkpoints within an epoch.
  public var checkpointMinutes = 5.0
  /// How often training may go back to a checkpoint after NaN or Inf.
  public var recoveries = 5
  /// How exactly a step's products take what they multiply; nil for float32. Weights, gradients and the update
  /// rule are in float32 in any case.
  public var precision: Precision?
  /// Of initial values, masks and orders.
  public var seed: UInt64 = 1

  /// Creates the defaults.
  public init() {}

  /// The update rules by name.
  public enum Optimizer: String, Codable, Sendable, CaseIterable {
    case sgd, adam, adamw, adagrad, rmsprop, adadelta, adamax, nadam, radam, asgd
    case amsgrad
    case ntASGD = "nt-asgd"
    case sparseAdam = "sparse-adam"

    /// Whether there is a momentum to choose.
    public var hasMomentum: Bool { self == .sgd || self == .rmsprop }

    /// Whether steps are gradients times the rate, so that rates are far greater than Adam's.
    public var isPlainDescent: Bool { [.sgd, .asgd, .ntASGD].contains(self) }
  }

  package func makeRule() -> any UpdateRule {
    let (rate, decay) = (learningRate, weightDecay)
    return switch optimizer {
    case .sgd:
      SGD(learningRate: rate, momentum: momentum, nesterov: nesterov, weightDecay: decay)
    case .adam: Adam(learningRate: rate, weightDecay: decay)
    case .amsgrad: Adam(learningRate: rate, weightDecay: decay, amsgrad: true)
    case .adamw: AdamW(learningRate: rate, weightDecay: decay)
    case .adagrad: Adagrad(learningRate: rate, weightDecay: decay)
    case .rmsprop: RMSProp(learningRate: rate, weightDecay: decay, momentum: momentum)
    case .adadelta: AdaDelta(learningRate: rate, weightDecay: decay)
    case .adamax: Adamax(learningRate: rate, weightDecay: decay)
    case .nadam: NAdam(learningRate: rate, weightDecay: decay)
    case .radam: RAdam(learningRate: rate, weightDecay: decay)
    case .asgd: ASGD(learningRate: rate, start: 0, weightDecay: decay)
    case .ntASGD: NTASGD(learningRate: rate, weightDecay: decay)
    case .sparseAdam: SparseAdam(learningRate: rate)
    }
  }
}

extension TrainingConfiguration {
  /// What is wrong with the numbers, or nil.
  public var problem: SettingProblem? {
    .first(
      of: .first(counts: ["epochs": epochs, "patience": patience]),
      .unless(
        learningRate > 0 && learningRate.isFinite, "learningRate", expected: "a positive number",
        found: learningRate),
      .first(rates: ["momentum": momentum]),
      .unless(
        weightDecay >= 0 && weightDecay.isFinite, "weightDecay",
        expected: "0 or a positive number", found: weightDecay),
      .unless(
        checkpointMinutes > 0, "checkpointMinutes", expected: "a positive number",
        found: checkpointMinutes),
      .unless(
        !nesterov || momentum > 0, "nesterov", expected: "a momentum above 0", found: momentum),
      .unless(
        weightDecay == 0 || optimizer != .sparseAdam, "weightDecay",
        expected: "0 for sparse-adam", found: weightDecay),
      clipping.problem, schedule.problem)
  }
}
