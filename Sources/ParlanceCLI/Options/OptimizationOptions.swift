import ParlanceArrays
import ParlanceOptim
import ParlanceTraining

/// The options of how any network is trained.
enum OptimizationOptions {
  private typealias Row = OptionRow<TrainingConfiguration>

  /// What becomes of a gradient.
  static let steps: [OptionRow<TrainingConfiguration>] = [
    Row("optimizer", \.optimizer, .choice, "The update rule."),
    Row(
      "learning-rate", \.learningRate, .positive, "The learning rate at the beginning.",
      value: "rate"
    ).often,
    Row("momentum", \.momentum, .rate, "Momentum of sgd and rmsprop.", value: "share")
      .goes(with: "optimizer", "sgd", "rmsprop"),
    Row("nesterov", \.nesterov, .truth, "Nesterov's momentum.")
      .needs("momentum").goes(with: "optimizer", "sgd"),
    Row(
      "weight-decay", \.weightDecay, .nonnegative,
      "Decoupled decay of adamw, L2 penalty of the others.", value: "rate"
    ).goesNot(with: "optimizer", "sparse-adam"),
    Row(
      "precision", \.productPrecision, .choice,
      """
      How exactly the products of a step take what they multiply; sums, weights and the update rule are float32. \
      bfloat16 is faster on processors with AVX-512 BF16, and slower on others; tf32 is for cards of NVIDIA.
      """),
  ]

  /// How the learning rate changes.
  static let schedule: [OptionRow<TrainingConfiguration>] = [
    Row(
      "schedule", \.scheduleKind, .choice,
      """
      The learning rate: constant; multiplied by a factor after each epoch from some epoch on \
      (decay); halved every few epochs (halve); multiplied when validation stops improving \
      (plateau), every few epochs (step) or each time (exponential); falling as half a cosine wave, \
      once (cosine) or again and again (warm-restarts), or as a power (polynomial); or rising and \
      falling, the learning rate at its top (one-cycle).
      """),
    Row(
      "schedule-factor", \.scheduleParts.factor, .factor,
      "Factor of decay, plateau, step and exponential."),
    Row(
      "schedule-start", \.scheduleParts.start, .whole(0...1_000_000),
      "The first epoch after which decay works."),
    Row(
      "schedule-every", \.scheduleParts.every, .whole(1...1_000_000),
      "Epochs between two changes of halve and step."),
    Row(
      "schedule-patience", \.scheduleParts.patience, .whole(1...1_000_000),
      "Epochs without improvement that a plateau takes."),
    Row(
      "schedule-length", \.scheduleParts.length, .whole(0...1_000_000_000),
      "Length of cosine, warm-restarts, polynomial or one-cycle; 0 for all of training."),
    Row(
      "schedule-growth", \.scheduleParts.growth, .whole(1...1_000_000),
      "How much longer each warm restart lasts."),
    Row(
      "schedule-minimum", \.scheduleParts.minimum, .nonnegative,
      "The least rate of cosine and warm-restarts.", value: "rate"),
    Row(
      "schedule-power", \.scheduleParts.power, .nonnegative, "The power of polynomial.",
      value: "power"),
    Row(
      "schedule-unit", \.countedUnit, .choice,
      "What a schedule, its lengths and the warm-up count.", value: "unit"),
    Row(
      "warm-up", \.scheduleParts.warmUp, .whole(0...1_000_000_000),
      "Epochs or steps over which the rate rises before the schedule."),
  ]

  /// How gradients are bounded, and when training ends.
  ///
  /// - `seed`: what random numbers are for.
  static func epochs(seed: String) -> [OptionRow<TrainingConfiguration>] {
    [
      Row(
        "clip-norm", \.clipNorm, .nonnegative,
        "The greatest norm of all gradients together; 0 for any.", value: "norm"
      ).excludes("clip-value", "clip-deviations"),
      Row(
        "clip-value", \.clipValue, .nonnegative, "The greatest magnitude in a gradient; 0 for any.",
        value: "value"
      ).excludes("clip-deviations"),
      Row(
        "clip-deviations", \.clipDeviations, .nonnegative,
        "Clip the norm at the mean of past norms and so many of their deviations; 0 for never.",
        value: "n"),
      Row("epochs", \.epochs, .whole(1...1_000_000), "Passes over the training text.").often,
      Row(
        "patience", \.patience.orZero, .whole(0...1_000_000),
        "Epochs without improvement after which training ends; 0 for never."),
      Row(
        "checkpoint-minutes", \.checkpointMinutes, .positive,
        "Minutes between checkpoints within an epoch.", value: "minutes"),
      Row("seed", \.seed, .seed, seed),
    ]
  }
}

extension TrainingConfiguration {
  fileprivate var productPrecision: Precision {
    get { precision ?? .float32 }
    set { precision = newValue == .float32 ? nil : newValue }
  }

  fileprivate var clipNorm: Double {
    get { if case .norm(let norm) = clipping { norm } else { 0 } }
    set {
      if newValue > 0 { clipping = .norm(newValue) } else if clipNorm > 0 { clipping = .none }
    }
  }

  fileprivate var clipValue: Double {
    get { if case .value(let value) = clipping { value } else { 0 } }
    set {
      if newValue > 0 { clipping = .value(newValue) } else if clipValue > 0 { clipping = .none }
    }
  }

  fileprivate var clipDeviations: Double {
    get { if case .movingNorm(let deviations, _, _) = clipping { deviations } else { 0 } }
    set {
      if newValue > 0 {
        clipping = .movingNorm(deviations: newValue)
      } else if clipDeviations > 0 {
        clipping = .none
      }
    }
  }
}
