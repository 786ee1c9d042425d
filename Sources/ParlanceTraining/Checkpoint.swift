import Foundation
import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceOptim

/// All that a run needs to go on as if it had never stopped, in one file.
///
/// Parameters, the optimizer's state and what the task carries are tensors; where training stands is JSON
/// in the metadata. A file is written aside and renamed into place, and the last two are kept.
struct Checkpoint {
  let directory: RunDirectory

  private static let progressKey = "progress"

  private func path(_ step: Int) -> String {
    directory.checkpoints + "/step-" + String(format: "%010d", step) + ".safetensors"
  }

  /// The files that are there, the newest last.
  var files: [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: directory.checkpoints)) ?? []
    return names.filter { $0.hasPrefix("step-") && $0.hasSuffix(".safetensors") }.sorted()
      .map { directory.checkpoints + "/" + $0 }
  }

  func save(
    _ progress: TrainingProgress, _ task: any TrainingTask, _ optimizer: Optimizer
  ) throws {
    let named = task.module.namedParameters()
    let arrays =
      named.map { ("model." + $0.name, $0.parameter.value) }
      + optimizer.state(for: named).map { ("rule." + $0.name, $0.array) }
      + task.carried.map { ("carried." + $0.name, $0.array) }
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let json = String(decoding: try encoder.encode(progress), as: UTF8.self)
    try Safetensors.write(arrays, metadata: [Self.progressKey: json], to: path(progress.totalSteps))
    try directory.write(metrics: progress.records)
    for old in files.dropLast(2) { try? FileManager.default.removeItem(atPath: old) }
  }

  /// Takes the newest checkpoint back; nil where there is none.
  func restore(_ task: any TrainingTask, _ optimizer: Optimizer) throws -> TrainingProgress? {
    guard let path = files.last else { return nil }
    let file = try SafetensorsFile(reading: path)
    guard let json = file.metadata[Self.progressKey],
      let progress = try? JSONDecoder().decode(TrainingProgress.self, from: Data(json.utf8))
    else { throw InputError(.badData, file: path, "holds no state of training") }
    func part(_ prefix: String) -> [String: NDArray] {
      var found: [String: NDArray] = [:]
      for (name, array) in file.arrays where name.hasPrefix(prefix) {
        found[String(name.dropFirst(prefix.count))] = array
      }
      return found
    }
    let named = task.module.namedParameters()
    let values = part("model.")
    for (name, parameter) in named {
      guard let value = values[name], value.shape == parameter.shape else {
        throw InputError(
          .badData, file: path,
          "tensor model.\(name): expected shape \(parameter.shape), found "
            + (values[name].map { "\($0.shape)" } ?? "none"))
      }
      parameter.value = value
    }
    do {
      try optimizer.load(state: part("rule."), for: named)
      task.beginEpoch(progress.epoch)
      try task.restore(carried: part("carried."))
    } catch let error as InputError where error.file == nil {
      throw InputError(error.kind, file: path, error.message)
    }
    return progress
  }
}
