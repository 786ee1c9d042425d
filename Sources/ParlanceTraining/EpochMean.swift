import Foundation
import ParlanceArrays
import ParlanceAutograd
import ParlanceSystem

/// The mean of the parameters after the last epochs: what is scored and kept in their place (averaged
/// checkpoints, Vaswani et al. 2017, section 6.1).
///
/// Each epoch's parameters are a file of the run's folder, so that a resumed run has those of the epochs before;
/// without a folder they stay in memory.
struct EpochMean {
  private let parameters: [Parameter]
  private let count: Int
  private let directory: RunDirectory?
  private var kept: [Int: [NDArray]] = [:]

  init(of parameters: [Parameter], count: Int, in directory: RunDirectory?) {
    (self.parameters, self.count, self.directory) = (parameters, count, directory)
  }

  private func file(_ epoch: Int) -> String? {
    directory?.file("run/epoch-\(epoch + 1).safetensors")
  }

  /// Keeps the parameters after an epoch, counted from 0, and lets go of what no mean has any more.
  mutating func keep(_ epoch: Int) throws {
    if count < 2 { return }
    // One more than is needed, for a return to the checkpoint before.
    let old = epoch - count - 1
    guard let file = file(epoch) else {
      kept[epoch] = parameters.map(\.value)
      kept[old] = nil
      return
    }
    try Safetensors.write(
      parameters.enumerated().map { ("\($0.offset)", $0.element.value) }, to: file)
    if old >= 0, let file = self.file(old) { try? FileManager.default.removeItem(atPath: file) }
  }

  /// Calls the body with the mean of the last epochs up to one of them in the parameters' place.
  func apply<Result>(upTo epoch: Int, _ body: () throws -> Result) throws -> Result {
    if count < 2 { return try body() }
    let epochs = max(0, epoch - count + 1)...epoch
    let share = 1 / Double(epochs.count)
    var means = parameters.map { NDArray(zerosLike: $0.value) }
    for epoch in epochs {
      for (place, value) in try values(epoch).enumerated() {
        means[place].kernels.addScaled(share, value, &means[place])
      }
    }
    let values = parameters.map(\.value)
    for (parameter, mean) in zip(parameters, means) { parameter.value = mean }
    defer { for (parameter, value) in zip(parameters, values) { parameter.value = value } }
    return try body()
  }

  private func values(_ epoch: Int) throws -> [NDArray] {
    guard let file = file(epoch) else { return kept[epoch]! }
    let arrays = try Safetensors.read(file)
    return try parameters.indices.map { place in
      guard let array = arrays["\(place)"], array.shape == parameters[place].shape else {
        throw InputError(
          .badData, file: file, "expected the parameters after an epoch of this run, found others")
      }
      return array
    }
  }
}
