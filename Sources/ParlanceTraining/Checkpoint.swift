import Foundation
import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceOptim
import ParlanceSystem

extension RunDirectory {
  /// The weights of the checkpoints that the run keeps, the oldest first, under the names of
  /// `Module.namedParameters`; none where there is no checkpoint.
  ///
  /// - Throws: `InputError` for a file that cannot be read.
  public func checkpointWeights() throws -> [(step: Int, weights: [String: NDArray])] {
    try Checkpoint(directory: self).files.map { path in
      let name = path.split(separator: "/").last ?? ""
      let step = Int(name.dropFirst("step-".count).prefix(while: \.isNumber)) ?? 0
      let model = try SafetensorsFile(reading: path).arrays.filter { $0.key.hasPrefix("model.") }
      return (
        step,
        Dictionary(
          model.map { (String($0.key.dropFirst("model.".count)), $0.value) },
          uniquingKeysWith: { first, _ in first })
      )
    }
  }
}

/// All that a run needs to go on as if it had never stopped, in one file.
///
/// What the model holds, the optimizer's state and what the task carries are tensors; where training stands
/// is JSON in the metadata. A file is written aside and renamed into place, and the last two are kept.
struct Checkpoint {
  let directory: RunDirectory

  private static let progressKey = "progress"

  private func path(_ step: Int) -> String {
    directory.checkpoints + "/step-" + String(format: "%010d", step) + ".safetensors"
  }

  /// The files that are there, the newest last; throws where their folder cannot be read.
  var files: [String] {
    get throws {
      guard RunDirectory(directory.checkpoints).isFolder else { return [] }
      do {
        return try Self.sorted(
          FileManager.default.contentsOfDirectory(atPath: directory.checkpoints), in: directory)
      } catch {
        throw InputError(
          .inputOutput, file: directory.checkpoints, "the folder of checkpoints cannot be read")
      }
    }
  }

  private static func sorted(_ names: [String], in directory: RunDirectory) -> [String] {
    names.filter { $0.hasPrefix("step-") && $0.hasSuffix(".safetensors") }.sorted()
      .map { directory.checkpoints + "/" + $0 }
  }

  /// - `carried`: what all ranks carry, with the rows of the whole batch.
  func save(
    _ progress: TrainingProgress, _ task: any TrainingTask, _ optimizer: Optimizer,
    carried: [(name: String, array: NDArray)]
  ) throws {
    let named = task.module.namedParameters()
    let arrays =
      named.map { ("model." + $0.name, $0.parameter.value) }
      + task.module.namedBuffers().map { ("model." + $0.name, $0.buffer.value) }
      + optimizer.state(for: named).map { ("rule." + $0.name, $0.array) }
      + carried.map { ("carried." + $0.name, $0.array) }
    let json = try RunRecords.encoder.encode(progress)
    try Safetensors.write(
      arrays, metadata: [Self.progressKey: String(decoding: json, as: UTF8.self)],
      to: path(progress.totalSteps))
    try directory.write(metrics: progress.records)
    for old in try files.dropLast(2) { try? FileManager.default.removeItem(atPath: old) }
  }

  /// What a file holds.
  typealias Content = (progress: TrainingProgress, arrays: [String: NDArray])

  /// Takes the newest checkpoint back that is whole, and gives what it holds; nil where there is none at all.
  ///
  /// - `share`: which of a batch's rows are read here.
  /// - `note`: told of those that are not.
  /// - Throws: what is wrong with the newest, where none is whole.
  func restore(
    _ task: any TrainingTask, _ optimizer: Optimizer, share: (Int) -> Range<Int>,
    note: (String) -> Void
  ) throws -> Content? {
    var first: (any Error)?
    for path in try files.reversed() {
      do {
        return try restore(path, task, optimizer, share)
      } catch {
        first = first ?? error
        note("\(error): looking for an older checkpoint")
      }
    }
    if let first { throw first }
    return nil
  }

  private func restore(
    _ path: String, _ task: any TrainingTask, _ optimizer: Optimizer, _ share: (Int) -> Range<Int>
  ) throws -> Content {
    let file = try SafetensorsFile(reading: path)
    func bad(_ message: String) -> InputError { InputError(.badData, file: path, message) }
    guard let json = file.metadata[Self.progressKey],
      let progress = try? RunRecords.decoder.decode(TrainingProgress.self, from: Data(json.utf8))
    else { throw bad("holds no state of training") }
    if let problem = progress.problem { throw bad(problem) }
    try take(file.arrays, progress, task, optimizer, share: share, file: path)
    return (progress, file.arrays)
  }

  /// Takes back what a file held.
  func take(
    _ arrays: [String: NDArray], _ progress: TrainingProgress, _ task: any TrainingTask,
    _ optimizer: Optimizer, share: (Int) -> Range<Int>, file path: String? = nil
  ) throws {
    func bad(_ message: String) -> InputError { InputError(.badData, file: path, message) }
    func part(_ prefix: String) -> [String: NDArray] {
      var found: [String: NDArray] = [:]
      for (name, array) in arrays where name.hasPrefix(prefix) {
        found[String(name.dropFirst(prefix.count))] = array
      }
      return found
    }
    try take(part("model."), into: task.module, bad)
    do {
      try optimizer.load(state: part("rule."), for: task.module.namedParameters())
      task.beginEpoch(progress.epoch)
      let rows = task.stepCount == 0 ? 0 : task.rowCount(step: 0)
      try task.restore(carried: part("carried."), rows: share(rows))
    } catch let error as InputError where error.file == nil {
      throw InputError(error.kind, file: path, error.message)
    }
    guard progress.step <= task.stepCount else {
      throw bad("step: expected 0 to \(task.stepCount), found \(progress.step)")
    }
  }

  private func take(
    _ values: [String: NDArray], into module: any Module, _ bad: (String) -> InputError
  ) throws {
    func value(_ name: String, _ shape: [Int]) throws -> NDArray {
      guard let value = values[name], value.shape == shape, value.elementType == .float32 else {
        throw bad(
          "tensor model.\(name): expected shape \(shape), found "
            + (values[name].map { "\($0.shape)" } ?? "none"))
      }
      guard value.kernels.allFinite(value) else {
        throw bad("tensor model.\(name) has a NaN or Inf")
      }
      return value
    }
    let buffers = module.namedBuffers()
    // Checkpoints of version 0.1 have no buffers: what they hold is then what the task began with.
    let hasBuffers = buffers.contains { values[$0.name] != nil }
    let new = try module.namedParameters().map { name, parameter in
      (parameter, try value(name, parameter.shape))
    }
    let others =
      try hasBuffers ? buffers.map { ($0.buffer, try value($0.name, $0.buffer.shape)) } : []
    for (parameter, value) in new { parameter.value = value }
    for (buffer, value) in others { buffer.value = value }
  }
}
