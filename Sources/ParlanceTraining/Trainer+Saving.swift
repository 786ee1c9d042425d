import ParlanceArrays
import ParlanceDistributed
import ParlanceNN
import ParlanceSystem

extension Trainer {
  private var checkpoint: Checkpoint? { directory.map { Checkpoint(directory: $0) } }

  /// Goes on from the last checkpoint that is whole, or writes the first.
  func begin(resuming: Bool) throws {
    guard resuming, let saved = try restore() else { return try save() }
    progress = saved
    // A run that was killed between the two files goes on with the records of its checkpoint.
    if ranks.rank == 0 { try directory?.write(metrics: saved.records) }
    observer?.note(
      "resumed at epoch \(saved.epoch + 1), step \(saved.step) (step \(saved.totalSteps) of all)")
  }

  /// Writes a checkpoint, where there is a directory: of the whole batch, whatever ranks share it.
  func save() throws {
    guard let checkpoint else { return }
    let carried = try ranks.gatherRows(task.carried)
    try checkSame()
    if ranks.rank == 0 { try checkpoint.save(progress, task, optimizer, carried: carried) }
    try ranks.barrier()
  }

  /// The state of the newest checkpoint that is whole, taken back; nil where there is none.
  ///
  /// Rank 0 reads it and the others are sent it: they may have no such folder.
  private func restore() throws -> TrainingProgress? {
    guard let checkpoint else { return nil }
    let read =
      ranks.rank == 0
      ? try checkpoint.restore(task, optimizer, share: ranks.share) { observer?.note($0) } : nil
    if ranks.size == 1 { return read?.progress }
    guard try ranks.agree(on: read != nil) else { return nil }
    let progress = try ranks.agree(on: read?.progress)
    let arrays = try ranks.agree(onArrays: read?.arrays ?? [:])
    if ranks.rank != 0, let progress {
      try checkpoint.take(arrays, progress, task, optimizer, share: ranks.share)
    }
    try checkSame()
    return progress
  }

  /// Takes the best model back, on all ranks.
  func loadBest() throws {
    // Without a directory each rank has kept it.
    guard ranks.size > 1, directory != nil else { return try best.load() }
    if ranks.rank == 0 { try best.load() }
    let own = ranks.rank == 0 ? task.module.stateDictionary : []
    let arrays = try ranks.agree(
      onArrays: Dictionary(uniqueKeysWithValues: own.map { ($0.name, $0.array) }))
    if ranks.rank != 0 { try task.module.load(stateDictionary: arrays) }
  }

  /// Throws where a rank's parameters are other than those of rank 0.
  func checkSame() throws {
    if ranks.size == 1 { return }
    try ranks.checkSame(
      Checksum(of: optimizer.parameters), of: "parameters at step \(progress.totalSteps)")
  }

  /// Keeps the model as the best.
  func keepBest() throws {
    if ranks.rank == 0 || directory == nil { try withScored { try best.save() } }
    try ranks.barrier()
  }

  /// Keeps the parameters at the end of an epoch, where means of several are scored.
  func keepEpoch() throws {
    if ranks.rank == 0 || directory == nil { try epochMean.keep(progress.epoch) }
    try ranks.barrier()
  }

  /// Calls the body with what is scored and kept in the parameters' place: an averaging rule's averages, or
  /// the mean of the last epochs.
  func withScored<Result>(_ body: () throws -> Result) throws -> Result {
    try optimizer.withAverages {
      try epochMean.apply(upTo: progress.epoch, body)
    }
  }

  /// Back to the last checkpoint, with half the learning rate.
  func recover(from fault: String) throws {
    let (epoch, step) = (progress.epoch + 1, progress.step + 1)
    let recoveries = progress.recoveries + 1
    let seconds = progress.seconds
    guard recoveries <= configuration.recoveries, checkpoint != nil else {
      throw InputError(
        .failure,
        "\(fault) at epoch \(epoch), step \(step), after \(progress.recoveries) "
          + "returns to a checkpoint; try a smaller --learning-rate"
          + (task is any LossTask ? " or --clip-norm" : ""))
    }
    guard let saved = try restore() else {
      throw InputError(.failure, file: directory?.path, "the checkpoint to return to is gone")
    }
    progress = saved
    progress.recoveries = recoveries
    progress.seconds = seconds
    fillSchedule()
    observer?.note(
      "\(fault) at epoch \(epoch), step \(step): back to epoch "
        + "\(saved.epoch + 1), step \(saved.step), learning rate \(progress.learningRate) "
        + "(return \(recoveries) of \(configuration.recoveries))")
    // So that a run which is stopped now goes on with the halved rate.
    try save()
  }
}

/// The best of what a module held up to now: in the model's file, or in memory where there is none.
struct BestModel {
  private let module: any Module
  private let file: String?
  private var arrays: [(name: String, array: NDArray)] = []

  init(of module: any Module, in file: String?) { (self.module, self.file) = (module, file) }

  mutating func save() throws {
    if let file {
      try ModelFile.weights(of: module).write(file)
    } else {
      arrays = module.stateDictionary
    }
  }

  func load() throws {
    let arrays =
      try file.map(Safetensors.read)
      ?? Dictionary(uniqueKeysWithValues: arrays.map { ($0.name, $0.array) })
    try module.load(stateDictionary: arrays, file: file)
  }
}
