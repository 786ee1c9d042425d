import ArgumentParser
import ParlanceOptim
import ParlanceTraining

extension TrainingConfiguration.Optimizer: ExpressibleByArgument {}

/// What the help of a task says of its defaults.
protocol OptimizationDefaults {
  static var optimizer: String { get }
  static var learningRate: String { get }
  static var schedule: String { get }
  static var scheduleFactor: String { get }
  static var clipNorm: String { get }
  static var epochs: String { get }
  static var patience: String { get }
  static var seed: String { get }
}

/// How any network is trained. Nil where not said.
struct OptimizationOptions<Defaults: OptimizationDefaults>: ParsableArguments {
  @Option(help: "The update rule. (default: \(Defaults.optimizer))")
  var optimizer: TrainingConfiguration.Optimizer?

  @Option(
    help: ArgumentHelp(
      "The learning rate at the beginning. (default: \(Defaults.learningRate))", valueName: "rate"))
  var learningRate: Double?

  @Option(help: ArgumentHelp("Momentum of sgd and rmsprop. (default: 0)", valueName: "share"))
  var momentum: Double?

  @Flag(
    inversion: .prefixedNo, exclusivity: .chooseLast, help: "Nesterov's momentum. (default: no)")
  var nesterov: Bool?

  @Option(
    help: ArgumentHelp(
      "Decoupled decay of adamw, L2 penalty of the others. (default: 0)", valueName: "rate"))
  var weightDecay: Double?

  @OptionGroup var schedules: ScheduleOptions<Defaults>

  @Option(
    help: ArgumentHelp(
      "The greatest norm of all gradients together; 0 for any. (default: \(Defaults.clipNorm))",
      valueName: "norm"))
  var clipNorm: Double?

  @Option(
    help: ArgumentHelp(
      "The greatest magnitude in a gradient; 0 for any. (default: 0)", valueName: "value"))
  var clipValue: Double?

  @Option(
    help: ArgumentHelp(
      """
      Clip the norm at the mean of past norms and so many of their deviations; 0 for never. \
      (default: 0)
      """, valueName: "n"))
  var clipDeviations: Double?

  @Option(
    help: ArgumentHelp(
      "Passes over the training text. (default: \(Defaults.epochs))", valueName: "n"))
  var epochs: Int?

  @Option(
    help: ArgumentHelp(
      """
      Epochs without improvement after which training ends; 0 for never. \
      (default: \(Defaults.patience))
      """, valueName: "n"))
  var patience: Int?

  @Option(
    help: ArgumentHelp(
      "Minutes between checkpoints within an epoch. (default: 5)", valueName: "minutes"))
  var checkpointMinutes: Double?

  @Option(help: ArgumentHelp("Of \(Defaults.seed). (default: 1)", valueName: "n"))
  var seed: UInt64?
}

extension OptimizationOptions {
  /// All options, in the order in which a file has them.
  static var fields: [OptionField<Self>] {
    [
      .choice("optimizer", \.optimizer), .positive("learning-rate", \.learningRate),
      .rate("momentum", \.momentum), .truth("nesterov", \.nesterov),
      .nonnegative("weight-decay", \.weightDecay),
    ] + ScheduleOptions<Defaults>.fields.map { $0.within(\Self.schedules) } + [
      .nonnegative("clip-norm", \.clipNorm), .nonnegative("clip-value", \.clipValue),
      .nonnegative("clip-deviations", \.clipDeviations), .number("epochs", \.epochs, 1...1_000_000),
      .number("patience", \.patience, 0...1_000_000),
      .positive("checkpoint-minutes", \.checkpointMinutes),
      OptionField("seed", \.seed, expected: "a whole number from 0 to 2^64 - 1"),
    ]
  }

  /// Whether gradients are clipped in another way than by their norm.
  var clipsOtherwise: Bool { (clipValue ?? 0) > 0 || (clipDeviations ?? 0) > 0 }

  /// Gives to these defaults the values that a task's settings have; some depend on what was said.
  mutating func fill(_ training: TrainingConfiguration, said: Self) {
    optimizer = training.optimizer
    learningRate = training.learningRate
    epochs = training.epochs
    patience = training.patience
    if case .norm(let norm) = training.clipping, !said.clipsOtherwise { clipNorm = norm }
    switch training.schedule {
    case .polynomial:
      schedules.schedule = .polynomial
      schedules.scheduleUnit = said.schedules.schedule == nil ? .step : nil
    case .exponential(let factor):
      (schedules.schedule, schedules.scheduleFactor) = (.exponential, factor)
    default: break
    }
    fill()
  }

  /// Gives a value to what has the same default in every task, where it has none.
  mutating func fill() {
    schedules.fill()
    func fill<Value>(_ place: inout Value?, _ value: Value) { place = place ?? value }
    fill(&momentum, 0)
    fill(&nesterov, false)
    fill(&weightDecay, 0)
    fill(&clipNorm, 0)
    fill(&clipValue, 0)
    fill(&clipDeviations, 0)
    fill(&patience, 0)
    fill(&checkpointMinutes, 5)
    fill(&seed, 1)
  }

  /// Which options do not go together, or nil; of resolved options.
  var conflict: String? {
    let clippings = [
      ("--clip-norm", clipNorm), ("--clip-value", clipValue), ("--clip-deviations", clipDeviations),
    ].filter { $0.1 ?? 0 > 0 }.map(\.0)
    if clippings.count > 1 { return clippings.joined(separator: " and ") + " exclude each other" }
    if nesterov == true && momentum == 0 { return "--nesterov needs --momentum" }
    if optimizer?.hasMomentum == false && momentum != 0 {
      return "--momentum goes with --optimizer sgd or rmsprop only"
    }
    if optimizer != .sgd && nesterov == true { return "--nesterov goes with --optimizer sgd only" }
    if optimizer == .sparseAdam && (weightDecay ?? 0) > 0 {
      return "--weight-decay does not go with --optimizer sparse-adam"
    }
    return nil
  }

  /// What the library trains with; of resolved options.
  var configuration: TrainingConfiguration {
    var training = TrainingConfiguration()
    func set<Value>(_ place: inout Value, _ value: Value?) { place = value ?? place }
    set(&training.epochs, epochs)
    set(&training.optimizer, optimizer)
    set(&training.learningRate, learningRate)
    set(&training.momentum, momentum)
    set(&training.nesterov, nesterov)
    set(&training.weightDecay, weightDecay)
    training.schedule = schedules.learningRateSchedule
    training.scheduleUnit = schedules.scheduleUnit
    training.clipping = clipping
    training.patience = patience == 0 ? nil : patience
    set(&training.checkpointMinutes, checkpointMinutes)
    set(&training.seed, seed)
    return training
  }

  private var clipping: Clipping {
    if let clipNorm, clipNorm > 0 { return .norm(clipNorm) }
    if let clipValue, clipValue > 0 { return .value(clipValue) }
    if let clipDeviations, clipDeviations > 0 { return .movingNorm(deviations: clipDeviations) }
    return .none
  }
}
