import ParlanceSystem

/// A folder in which a task is trained: made when training begins, gone again where nothing came of it.
public struct TrainingRun: Sendable {
  /// The folder.
  public let directory: RunDirectory
  /// What is done with what the folder holds already.
  public let existing: RunDirectory.Existing

  /// Checks the folder, and writes nothing.
  ///
  /// - Throws: `InputError` where the folder may not be written as asked.
  public init(output: String, existing: RunDirectory.Existing) throws {
    directory = RunDirectory(output)
    self.existing = existing
    try directory.check(existing)
  }

  /// Trains to the end, or from the last checkpoint on; the task's model is then the best of all
  /// epochs.
  ///
  /// - `configurationText`: the text of `run/config.yaml`.
  /// - `writeDescription`: writes what does not change in training.
  /// - Throws: `InputError`; `TrainingInterrupted` after a checkpoint.
  public func train(
    _ task: any TrainingTask, _ configuration: TrainingConfiguration, configurationText: String,
    observer: (any TrainingObserver)? = nil, stop: StopRequest = StopRequest(),
    writeDescription: (RunDirectory) throws -> Void
  ) throws -> (result: TrainingResult, validation: Evaluation) {
    let trainer = Trainer(
      task, configuration, directory: directory, observer: observer, stop: stop)
    let result: TrainingResult
    do {
      try directory.create(existing)
      try writeDescription(directory)
      try AtomicFile.write(configurationText, to: directory.file("run/config.yaml"))
      result = try trainer.run(resuming: existing == .resume)
    } catch {
      // Without a checkpoint there is nothing to keep.
      if existing != .resume && !directory.hasCheckpoint { directory.removeOwnFiles() }
      throw error
    }
    guard let validation = result.validation else {
      throw InputError(.failure, file: directory.path, "no epoch was trained; --epochs is 0")
    }
    return (result, validation)
  }
}
