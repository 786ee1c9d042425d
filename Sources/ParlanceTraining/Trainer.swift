import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceOptim
import ParlanceSystem

/// Trains a task's model: steps, validation, checkpoints, recovery, early stopping.
///
/// A run is a function of its configuration and its data: the same seed gives the same bits at any
/// thread count, whether the run was interrupted or not. The trainer owns what the model holds,
/// parameters and buffers: it saves it, takes it back, and keeps the best.
public final class Trainer {
  let task: any TrainingTask
  let configuration: TrainingConfiguration
  let directory: RunDirectory?
  let observer: (any TrainingObserver)?
  private let stop: StopRequest
  private let rateFactor: ((Int) -> Double)?
  let optimizer: Optimizer
  var progress: TrainingProgress
  var best: BestModel
  private var sinceCheckpoint = Stopwatch()

  /// Creates a trainer; without a directory nothing is written.
  ///
  /// - `rateFactor`: a schedule of one's own: by how much the learning rate of each step,
  ///   counted from 0 over the whole run, is multiplied.
  public init(
    _ task: any TrainingTask, _ configuration: TrainingConfiguration,
    directory: RunDirectory? = nil, observer: (any TrainingObserver)? = nil,
    stop: StopRequest = StopRequest(), rateFactor: ((_ step: Int) -> Double)? = nil
  ) {
    self.task = task
    self.configuration = configuration
    self.directory = directory
    self.observer = observer
    self.stop = stop
    self.rateFactor = rateFactor
    optimizer = Optimizer(
      configuration.makeRule(), task.module.parameters, groups: task.parameterGroups)
    best = BestModel(of: task.module, in: directory)
    progress = TrainingProgress(
      schedule: ScheduleState(
        configuration.schedule, learningRate: configuration.learningRate,
        unit: configuration.scheduleUnit ?? .epoch),
      clipping: ClippingState(configuration.clipping))
  }

  /// Trains to the end; the task's model is then the best of all epochs.
  ///
  /// - Parameter resuming: whether to go on from the directory's last checkpoint.
  /// - Throws: `TrainingInterrupted` after a checkpoint if a stop was asked for; `InputError` if a
  ///   file cannot be read or written, or if the loss stays NaN or Inf after all recoveries.
  public func run(resuming: Bool = false) throws -> TrainingResult {
    try begin(resuming: resuming)
    while progress.epoch < configuration.epochs && !progress.isStopped { try runEpoch() }
    if progress.best != nil { try best.load() }
    return TrainingResult(
      epochs: progress.epoch, bestEpoch: progress.bestEpoch, seconds: progress.seconds,
      validation: progress.best, records: progress.records)
  }

  private func runEpoch() throws {
    if progress.step == 0 { task.beginEpoch(progress.epoch) }
    if progress.totalSteps == 0 {
      progress.schedule.fill(
        length: configuration.epochs
          * (configuration.scheduleUnit == .step ? task.stepCount : 1))
    }
    sinceCheckpoint = Stopwatch()
    while progress.step < task.stepCount {
      if let signal = stop.signal {
        try save()
        throw TrainingInterrupted(signal: signal)
      }
      let watch = Stopwatch()
      let outcome = takeStep()
      let seconds = watch.seconds
      progress.seconds += seconds
      progress.epochSeconds += seconds
      switch outcome {
      case .notFinite(let fault): try recover(from: fault)
      case .done(let norm):
        report(norm: norm)
        guard sinceCheckpoint.seconds > configuration.checkpointMinutes * 60 else { continue }
        if let fault = modelFault { try recover(from: fault) } else { try save() }
        sinceCheckpoint = Stopwatch()
      }
    }
    try endEpoch()
  }

  /// What became of a step.
  private enum StepOutcome {
    /// The parameters are changed; the gradients' norm was this before clipping.
    case done(norm: Double)
    /// Nothing is changed, since the loss or a gradient is NaN or Inf.
    case notFinite(String)
  }

  /// One step: loss → gradients → clipping → optimizer.
  private func takeStep() -> StepOutcome {
    let key = RandomKey(seed: configuration.seed).folding(in: UInt64(progress.totalSteps))
    // The graph goes before the update, so that the parameters' arrays have one owner again.
    func backward() -> (gradients: Gradients, loss: Double, count: Int, tokens: Int) {
      let step = task.loss(step: progress.step, mode: .training(key))
      return (step.loss.backward(), step.loss.item, step.count, step.tokens)
    }
    var (gradients, loss, count, tokens) = backward()
    var clipping = progress.clipping ?? ClippingState(configuration.clipping)
    let norm = clipping.clip(&gradients, parameters: optimizer.parameters)
    guard loss.isFinite, norm.isFinite else {
      let first = gradients.firstNonFinite(of: task.module.namedParameters())
      return .notFinite(
        "the loss\(first.map { " and the gradient of \($0)" } ?? "") is NaN or Inf")
    }
    progress.clipping = clipping
    optimizer.learningRate = progress.learningRate * (rateFactor?(progress.totalSteps) ?? 1)
    optimizer.step(gradients)
    progress.add(loss: loss, over: count, tokens: tokens)
    return .done(norm: norm)
  }

  private func report(norm: Double) {
    let steps = task.stepCount
    // Ten records an epoch between its ends.
    if steps >= 10, progress.step % (steps / 10) == 0, progress.step < steps {
      progress.records.append(record(loss: progress.recordLoss?.value ?? 0, norm: norm))
      progress.recordLoss = MeanLoss()
    }
    progress.gradientNorm = norm
    guard let observer else { return }
    let perStep = progress.epochSeconds / Double(progress.step)
    let left =
      (steps - progress.step) + (configuration.epochs - progress.epoch - 1) * steps
    observer.didStep(
      StepReport(
        epoch: progress.epoch + 1, epochs: configuration.epochs, step: progress.step, steps: steps,
        meanLoss: progress.loss?.value ?? 0,
        isCrossEntropy: task.minimisesCrossEntropy,
        wordsPerSecond: progress.wordsPerSecond, secondsLeft: perStep * Double(left)))
  }

  private func record(loss: Double, norm: Double) -> MetricsRecord {
    let perplexity = Double.exp(loss)
    return MetricsRecord(
      epoch: progress.epoch + 1, step: progress.totalSteps, trainLoss: loss,
      trainPerplexity: task.minimisesCrossEntropy && perplexity.isFinite ? perplexity : nil,
      learningRate: progress.learningRate, gradientNorm: norm,
      wordsPerSecond: progress.wordsPerSecond, seconds: progress.seconds)
  }

  private func endEpoch() throws {
    // Of an averaging rule, the averages are scored and saved.
    let evaluation = try optimizer.withAverages {
      try StopRequest.$current.withValue(stop) { try task.validate() }
    }
    // What was left half done is done again from the end of the epoch's steps.
    if let signal = stop.signal, modelFault == nil {
      try save()
      throw TrainingInterrupted(signal: signal)
    }
    if let fault = modelFault ?? Self.fault(of: evaluation) {
      return try recover(from: fault)
    }
    let isBest = progress.best.map(evaluation.isBetter) ?? true
    if isBest {
      try optimizer.withAverages { try best.save() }
      (progress.best, progress.bestEpoch) = (evaluation, progress.epoch + 1)
    }
    optimizer.didValidate(loss: evaluation.objective)
    var record = record(loss: progress.loss?.value ?? 0, norm: progress.gradientNorm)
    record.validation = evaluation
    record.isBest = isBest
    progress.records.append(record)
    progress.schedule.endEpoch(validationLoss: evaluation.objective)
    if let patience = configuration.patience,
      progress.epoch + 1 - (progress.bestEpoch ?? 0) >= patience
    {
      progress.isStopped = true
      observer?.note("no improvement for \(patience) epochs: stopping early")
    }
    progress.beginNextEpoch()
    try save()
    observer?.didEndEpoch(record)
  }

  private static func fault(of evaluation: Evaluation) -> String? {
    evaluation.isSound ? nil : "the validation loss is \(evaluation.loss)"
  }

  /// What is wrong with the model's numbers, or nil: a step with a finite loss can poison them.
  private var modelFault: String? {
    let module = task.module
    let arrays =
      module.namedParameters().map { ($0.name, $0.parameter.value) }
      + module.namedBuffers().map { ($0.name, $0.buffer.value) }
    return arrays.first { !$0.1.kernels.allFinite($0.1) }.map { "\($0.0) holds NaN or Inf" }
  }
}

/// What a run of training ended with.
public struct TrainingResult: Sendable {
  /// Epochs that were trained.
  public let epochs: Int
  /// The epoch of the best model, counted from 1.
  public let bestEpoch: Int?
  /// Seconds of training steps, over all resumes.
  public let seconds: Double
  /// The best model's score.
  public let validation: Evaluation?
  /// The history.
  public let records: [MetricsRecord]
}
