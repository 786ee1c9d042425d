import ParlanceArrays
import ParlanceAutograd
import ParlanceDistributed
import ParlanceNN
import ParlanceOptim
import ParlanceSystem

/// Trains a task's model: steps, validation, checkpoints, recovery, early stopping.
///
/// A run is a function of its configuration and its data: the same seed gives the same bits at any
/// thread count, whether the run was interrupted or not. The trainer owns what the model holds,
/// parameters and buffers: it saves it, takes it back, and keeps the best.
///
/// Several ranks train as one does, each on its rows of the same batches: their losses differ from one
/// rank's by rounding only, and a number of ranks has bits of its own. They share validation too; only rank 0
/// reads and writes the directory; a run that stopped goes on with any number of ranks.
public final class Trainer {
  let task: any TrainingTask
  let configuration: TrainingConfiguration
  let directory: RunDirectory?
  let observer: (any TrainingObserver)?
  let ranks: any Communicator
  private let exchange: StepExchange
  let stop: StopRequest
  /// The signal that all ranks know of.
  private var sharedStop: Int32?
  private let rateFactor: ((Int) -> Double)?
  let optimizer: Optimizer
  var progress: TrainingProgress
  var best: BestModel
  var epochMean: EpochMean
  private var sinceCheckpoint = Stopwatch()
  /// Of a step that is recorded, for who looks on.
  private var recordedGradients: Gradients?

  /// Creates a trainer; without a directory nothing is written.
  ///
  /// - `rateFactor`: a schedule of one's own: by how much the learning rate of each step,
  ///   counted from 0 over the whole run, is multiplied.
  /// - `ranks`: the processes that share each step's rows; each has a trainer of its own.
  public init(
    _ task: any TrainingTask, _ configuration: TrainingConfiguration,
    directory: RunDirectory? = nil, observer: (any TrainingObserver)? = nil,
    stop: StopRequest = StopRequest(), ranks: any Communicator = Alone(),
    rateFactor: ((_ step: Int) -> Double)? = nil
  ) {
    self.task = task
    self.configuration = configuration
    self.directory = directory
    self.observer = observer
    self.stop = stop
    self.rateFactor = rateFactor
    self.ranks = ranks
    optimizer = Optimizer(
      configuration.makeRule(), task.module.parameters,
      groups: (task as? any LossTask)?.parameterGroups ?? [])
    exchange = StepExchange(ranks, parameters: optimizer.parameters)
    best = BestModel(of: task.module, in: directory?.file(task.bestFile))
    epochMean = EpochMean(
      of: task.module.parameters, count: task.averagedEpochs, in: directory)
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
  ///   file cannot be read or written, or if the loss stays NaN or Inf after all recoveries; on all ranks
  ///   what one of them throws.
  public func run(resuming: Bool = false) throws -> TrainingResult {
    do {
      return try train(resuming: resuming)
    } catch let error as TrainingInterrupted {
      // All ranks have left at the same step.
      throw error
    } catch {
      ranks.abort(error)
      throw error
    }
  }

  private func train(resuming: Bool) throws -> TrainingResult {
    guard ranks.size == 1 || task is any LossTask else {
      throw InputError(.usage, "this kind of model is trained by one process")
    }
    try checkSame()
    try begin(resuming: resuming)
    observer?.didBegin(after: progress.totalSteps)
    while progress.epoch < configuration.epochs && !progress.isStopped { try runEpoch() }
    if progress.best != nil { try loadBest() }
    return TrainingResult(
      epochs: progress.epoch, bestEpoch: progress.bestEpoch, seconds: progress.seconds,
      validation: progress.best, records: progress.records)
  }

  private func runEpoch() throws {
    if progress.step == 0 { task.beginEpoch(progress.epoch) }
    fillSchedule()
    sinceCheckpoint = Stopwatch()
    while progress.step < task.stepCount {
      if let signal = ranks.size == 1 ? stop.signal : sharedStop {
        try save()
        throw TrainingInterrupted(signal: signal)
      }
      let watch = Stopwatch()
      let outcome = try takeStep()
      let seconds = watch.seconds
      progress.seconds += seconds
      progress.epochSeconds += seconds
      switch outcome {
      case .notFinite(let fault): try recover(from: fault)
      case .done(let norm, let isDue):
        report(norm: norm)
        guard isDue else { continue }
        if let fault = modelFault { try recover(from: fault) } else { try save() }
        sinceCheckpoint = Stopwatch()
      }
    }
    try endEpoch()
  }

  /// Gives the schedule the length of training, which the first checkpoint does not know.
  func fillSchedule() {
    guard progress.totalSteps == 0 else { return }
    progress.schedule.fill(
      length: configuration.epochs * (configuration.scheduleUnit == .step ? task.stepCount : 1))
  }

  /// What became of a step.
  private enum StepOutcome {
    /// The parameters are changed; the gradients' norm was this before clipping. It may be time for a
    /// checkpoint.
    case done(norm: Double, isDue: Bool)
    /// Nothing is changed, since the loss or a gradient is NaN or Inf.
    case notFinite(String)
  }

  private var rate: Double { progress.learningRate * (rateFactor?(progress.totalSteps) ?? 1) }
  private var isDue: Bool { sinceCheckpoint.seconds > configuration.checkpointMinutes * 60 }
  private var key: RandomKey {
    RandomKey(seed: configuration.seed).folding(in: UInt64(progress.totalSteps))
  }

  private func takeStep() throws -> StepOutcome {
    switch task {
    case let task as any LossTask: return try takeStep(task)
    case let task as any UpdatingTask: return takeStep(task)
    default: fatalError("Trainer: \(type(of: task)) is neither a LossTask nor an UpdatingTask")
    }
  }

  private func takeStep(_ task: any UpdatingTask) -> StepOutcome {
    let totals = task.update(step: progress.step, rate: rate, key: key)
    guard totals.isFinite else { return .notFinite("the loss is NaN or Inf") }
    progress.add(loss: totals.loss, over: totals.count, tokens: totals.tokens)
    return .done(norm: 0, isDue: isDue)
  }

  /// One step: loss → gradients → their sum over the ranks → clipping → optimizer.
  private func takeStep(_ task: any LossTask) throws -> StepOutcome {
    var (gradients, loss, local) = backward(task)
    // Ranks exchange it; one alone reads it with the norm, so that a device is waited for once.
    if ranks.size > 1, let loss { local.loss = loss.item } else { loss?.comeAlong() }
    local.stop = stop.signal
    local.isDue = isDue
    var totals = try exchange.combine(&gradients, local)
    sharedStop = totals.stop
    if observer != nil, isRecorded(progress.step + 1) { recordedGradients = gradients }
    var clipping = progress.clipping ?? ClippingState(configuration.clipping)
    let norm = clipping.clip(&gradients, parameters: optimizer.parameters)
    if ranks.size == 1, let loss { totals.loss = loss.item }
    guard totals.isFinite, norm.isFinite else {
      let first = gradients.firstNonFinite(of: task.module.namedParameters())
      return .notFinite(
        "the loss\(first.map { " and the gradient of \($0)" } ?? "") is NaN or Inf")
    }
    progress.clipping = clipping
    optimizer.learningRate = rate
    optimizer.step(gradients)
    progress.add(loss: totals.loss, over: totals.count, tokens: totals.tokens)
    return .done(norm: norm, isDue: totals.isDue)
  }

  /// The gradients and the loss of this rank's rows, which is not in the totals yet. The graph goes before the
  /// update, so that the parameters' arrays have one owner again.
  private func backward(
    _ task: any LossTask
  ) -> (gradients: Gradients, loss: NDArray?, totals: StepTotals) {
    let rows = ranks.share(of: task.rowCount(step: progress.step))
    if rows.isEmpty { return (Gradients(), nil, .nothing) }
    let mode = Mode.training(key, firstRow: rows.lowerBound)
    return (configuration.precision ?? .float32).whileMultiplying {
      let step = task.loss(step: progress.step, rows: rows, mode: mode)
      return (
        step.loss.backward(), step.loss.array,
        StepTotals(loss: 0, count: step.count, tokens: step.tokens)
      )
    }
  }

  private func report(norm: Double) {
    let steps = task.stepCount
    if isRecorded(progress.step) {
      let record = record(loss: progress.recordLoss?.value ?? 0, norm: norm)
      progress.records.append(record)
      progress.recordLoss = MeanLoss()
      observer?.didRecord(record, of: task.module, recordedGradients)
      recordedGradients = nil
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

  /// Whether there is a record after so many steps of an epoch: ten between its ends.
  private func isRecorded(_ step: Int) -> Bool {
    let steps = task.stepCount
    return steps >= 10 && step % (steps / 10) == 0 && step < steps
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
    try keepEpoch()
    let own = try validate()
    // What was left half done, on whichever rank, is done again from the end of the epoch's steps.
    let signals = try ranks.gather([stop.signal ?? 0], zero: 0)
    if let signal = signals.lazy.map({ $0[0] }).first(where: { $0 != 0 }), modelFault == nil {
      try save()
      throw TrainingInterrupted(signal: signal)
    }
    // Only a stop leaves nothing to agree on.
    guard let evaluation = try ranks.agree(on: own) else {
      throw Interrupted(signal: stop.signal ?? sharedStop ?? 0)
    }
    if let fault = modelFault ?? Self.fault(of: evaluation) {
      return try recover(from: fault)
    }
    let isBest = task.keepsLast || progress.best.map(evaluation.isBetter) ?? true
    if isBest {
      try keepBest()
      (progress.best, progress.bestEpoch) = (evaluation, progress.epoch + 1)
    }
    optimizer.didValidate(loss: evaluation.objective)
    var record = record(loss: progress.loss?.value ?? 0, norm: progress.gradientNorm)
    record.validation = task.keepsLast ? nil : evaluation
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
    observer?.didRecord(record, of: task.module, nil)
    observer?.didEndEpoch(record)
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
