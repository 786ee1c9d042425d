import ParlanceDistributed
import ParlanceSystem

/// A model that is trained by steps.
struct RunPart<Model> {
  var model: Model
  let task: any TrainingTask
  var configuration: TrainingConfiguration
}

extension ModelRun {
  /// What a training by steps ended with.
  private struct Trained {
    let part: RunPart<Plan.Model>
    let result: TrainingResult
    /// The training before it that held data out.
    var heldOut: (model: Plan.Model, result: TrainingResult)?
  }

  /// Trains by steps: once, or where the plan says so once more on all data.
  func train(
    _ first: RunPart<Plan.Model>, _ configuration: String, _ command: String?,
    _ observer: (any TrainingObserver)?, _ stop: StopRequest
  ) throws -> Report {
    let isFirst = ranks.rank == 0
    let data = try RunData(plan.settings.dataFiles)
    let second = try refitting()
    try checkSame(data)
    if folder.existing == .resume && isFirst {
      try checkStages(second != nil)
      try data.check(in: directory)
      try check((second ?? first).model)
    }
    let trained = try folder.fill {
      if isFirst {
        try describe((second ?? first).model, configuration)
        try data.write(to: directory)
      }
      return try train(first, second, observer, stop)
    }
    var model = trained.part.model
    if isFirst { try stop.heeded { try plan.finish(&model) } }
    let (result, before) = (trained.result, trained.heldOut?.result)
    var report = try stop.heeded {
      try self.report(
        model, heldOut: trained.heldOut?.model, (trained.part.task, result),
        epochs: result.epochs, read: result.epochs + (before?.epochs ?? 0),
        seconds: result.seconds + (before?.seconds ?? 0))
    }
    if trained.part.task is any LossTask {
      report.precision = first.configuration.precision ?? .float32
    }
    if isFirst { try write(model, report, data, command) }
    // Nobody takes up what is not whole yet.
    try ranks.barrier()
    return report
  }

  /// Throws where a run was begun without the second training that is asked for now, or with one that is not.
  private func checkStages(_ refits: Bool) throws {
    let held = directory.heldOut.isFolder
    guard directory.hasCheckpoint, held != refits else { return }
    throw InputError(
      .usage, file: directory.path,
      "the run was begun \(held ? "with" : "without") a second training on all data; resume it so")
  }

  private func refitting() throws -> RunPart<Plan.Model>? {
    guard case .training(let model, let task, let training)? = try plan.refitting() else {
      return nil
    }
    return RunPart(model: model, task: task, configuration: training)
  }

  private func train(
    _ first: RunPart<Plan.Model>, _ second: RunPart<Plan.Model>?,
    _ observer: (any TrainingObserver)?, _ stop: StopRequest
  ) throws -> Trained {
    func run(
      _ part: RunPart<Plan.Model>, in directory: RunDirectory,
      _ observer: (any TrainingObserver)?
    ) throws -> TrainingResult {
      let trainer = Trainer(
        part.task, part.configuration, directory: directory, observer: observer, stop: stop,
        ranks: ranks)
      let result = try trainer.run(resuming: folder.existing == .resume)
      guard result.bestEpoch != nil else {
        throw InputError(.failure, file: directory.path, "no epoch was trained; --epochs is 0")
      }
      return result
    }
    guard var second else {
      return Trained(part: first, result: try run(first, in: directory, observer))
    }
    let apart = directory.heldOut
    if ranks.rank == 0 {
      try apart.create(.resume)
      apart.sweep()
    }
    let before = try run(first, in: apart, observer)
    if ranks.rank == 0 {
      // Whoever measures what was held out takes this model.
      try ModelStore(apart).write(files: first.model.sideFiles)
      try ModelStore(apart).write(description: first.model)
    }
    // It has nothing to end early by, and a rate that stays high leaves the last epoch no better than others.
    let schedule = second.configuration.schedule
    if second.configuration.patience != nil || !schedule.endsLow, let best = before.bestEpoch {
      if second.configuration.scheduleUnit != .step {
        second.configuration.schedule = schedule.filled(length: second.configuration.epochs)
      }
      second.configuration.epochs = best
    }
    observer?.note("training on all, what was held out too")
    let result = try run(second, in: directory, observer.map(SecondTraining.init))
    return Trained(part: second, result: result, heldOut: (first.model, before))
  }
}

/// Tells of a second training what is shown while it goes on; records are those of the first.
private final class SecondTraining: TrainingObserver {
  private let observer: any TrainingObserver

  init(_ observer: any TrainingObserver) { self.observer = observer }

  func didStep(_ report: StepReport) { observer.didStep(report) }
  func didEndEpoch(_ record: MetricsRecord) { observer.didEndEpoch(record) }
  func note(_ message: String) { observer.note(message) }
}
