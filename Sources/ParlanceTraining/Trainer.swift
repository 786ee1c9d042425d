import Foundation
import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceOptim

/// Trains a task's model: steps, validation, checkpoints, recovery, early stopping.
///
/// A run is a function of its configuration and its data: the same seed gives the same bits at any
/// thread count, whether the run was interrupted or not.
public final class Trainer {
  private let task: any TrainingTask
  private let configuration: TrainingConfiguration
  private let directory: RunDirectory?
  private let observer: (any TrainingObserver)?
  private let stop: StopRequest
  private let rateFactor: ((Int) -> Double)?
  private let optimizer: Optimizer
  private var progress: TrainingProgress
  private var lastCheckpoint = Date()
  // The first parameter whose gradient was NaN or Inf in the last step that failed.
  private var fault: String?

  /// Creates a trainer; without a directory nothing is saved.
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
    if resuming, let saved = try checkpoint?.restore(task, optimizer) {
      progress = saved
      observer?.note(
        "resumed at epoch \(saved.epoch + 1), step \(saved.step) (step \(saved.totalSteps) of all)")
    } else {
      try checkpoint?.save(progress, task, optimizer)
    }
    while progress.epoch < configuration.epochs && !progress.isStopped { try runEpoch() }
    if progress.best != nil { try task.loadModel() }
    return TrainingResult(
      epochs: progress.epoch, bestEpoch: progress.bestEpoch, seconds: progress.seconds,
      validation: progress.best, records: progress.records)
  }

  private var checkpoint: Checkpoint? { directory.map { Checkpoint(directory: $0) } }

  private func runEpoch() throws {
    if progress.step == 0 { task.beginEpoch(progress.epoch) }
    if progress.totalSteps == 0 {
      progress.schedule.fill(
        length: configuration.epochs
          * (configuration.scheduleUnit == .step ? task.stepCount : 1))
    }
    lastCheckpoint = Date()
    while progress.step < task.stepCount {
      if let signal = stop.signal {
        try checkpoint?.save(progress, task, optimizer)
        throw TrainingInterrupted(signal: signal)
      }
      let began = Date()
      let norm = takeStep()
      let seconds = Date().timeIntervalSince(began)
      progress.seconds += seconds
      progress.epochSeconds += seconds
      guard let norm else {
        try recover()
        continue
      }
      report(norm: norm)
      if -lastCheckpoint.timeIntervalSinceNow > configuration.checkpointMinutes * 60 {
        try checkpoint?.save(progress, task, optimizer)
        lastCheckpoint = Date()
      }
    }
    try endEpoch()
  }

  /// One step: loss → gradients → clipping → rule; returns the gradients' norm before clipping, or
  /// nil, with the parameters unchanged, where the loss or a gradient is NaN or Inf.
  private func takeStep() -> Double? {
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
      fault = gradients.firstNonFinite(of: task.module.namedParameters())
      return nil
    }
    progress.clipping = clipping
    optimizer.learningRate = progress.learningRate * (rateFactor?(progress.totalSteps) ?? 1)
    optimizer.step(gradients)
    progress.add(loss: loss, over: count, tokens: tokens)
    return norm
  }

  private var faultText: String {
    "the loss\(fault.map { " and the gradient of \($0)" } ?? "") is NaN or Inf"
  }

  /// Back to the last checkpoint, with half the learning rate.
  private func recover() throws {
    let (epoch, step) = (progress.epoch + 1, progress.step + 1)
    let recoveries = progress.recoveries + 1
    let seconds = progress.seconds
    guard recoveries <= configuration.recoveries, let checkpoint else {
      throw InputError(
        .failure,
        "\(faultText) at epoch \(epoch), step \(step), after \(progress.recoveries) "
          + "returns to a checkpoint; try a smaller --learning-rate or --clip-norm"
      )
    }
    guard let saved = try checkpoint.restore(task, optimizer) else {
      throw InputError(.failure, file: directory?.path, "the checkpoint to return to is gone")
    }
    progress = saved
    progress.recoveries = recoveries
    progress.seconds = seconds
    observer?.note(
      "\(faultText) at epoch \(epoch), step \(step): back to epoch "
        + "\(saved.epoch + 1), step \(saved.step), learning rate \(progress.learningRate) "
        + "(return \(recoveries) of \(configuration.recoveries))")
    // So that a run which is stopped now goes on with the halved rate.
    try checkpoint.save(progress, task, optimizer)
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
    MetricsRecord(
      epoch: progress.epoch + 1, step: progress.totalSteps, trainLoss: loss,
      trainPerplexity: task.minimisesCrossEntropy ? Double.exp(loss) : nil,
      learningRate: progress.learningRate, gradientNorm: norm,
      wordsPerSecond: progress.wordsPerSecond, seconds: progress.seconds)
  }

  private func endEpoch() throws {
    // Of an averaging rule, the averages are scored and saved.
    let (evaluation, isBest) = try optimizer.withAverages { try validate() }
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
    try checkpoint?.save(progress, task, optimizer)
    observer?.didEndEpoch(record)
  }

  /// Scores the model, and saves it if it is the best up to now.
  private func validate() throws -> (evaluation: Evaluation, isBest: Bool) {
    let evaluation = try task.validate()
    let isBest =
      evaluation.objective.isFinite && progress.best.map(evaluation.isBetter) ?? true
    if isBest {
      progress.best = evaluation
      progress.bestEpoch = progress.epoch + 1
      try task.saveModel()
    }
    return (evaluation, isBest)
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
