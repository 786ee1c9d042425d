import Foundation
import ParlanceArrays
import ParlanceNN
import ParlanceSystem

extension NetworkModel {
  /// Rounds the model's matrices to a format and writes it as a model directory of its own, which does all that
  /// the model does but learn.
  ///
  /// The rounded model is this one from then on. What the run of `source` says of reading texts is copied, and
  /// its card.
  ///
  /// - Throws: `InputError` where the weights are rounded already or not finite, or the folder may not be
  ///   written as asked.
  public func saveQuantized(
    to format: WeightFormat, in output: RunDirectory, from source: RunDirectory,
    _ existing: RunDirectory.Existing = .refuse
  ) throws {
    try checkQuantizing(from: source, to: output, existing)
    do {
      try module.roundWeights(to: format)
    } catch let error as InputError {
      throw InputError(error.kind, file: source.file(ModelFile.weightsName), error.message)
    }
    try save(to: output, existing)
    let configuration = RunDirectory.configurationName
    for (from, to) in [(configuration, configuration), ("README.md", "README.md")] {
      guard let bytes = try InputFile.contents(of: source.file(from)) else { continue }
      try AtomicFile.write(String(decoding: bytes, as: UTF8.self), to: output.file(to))
    }
    let store = ModelStore(output)
    try store.write(
      section: ModelCard.Section(
        title: "Quantized",
        text: "Matrices are kept in \((module.roundedFormat ?? format).rawValue), of a model of "
          + "\(ModelStore(source).byteCount) bytes; it cannot be trained further."))
  }

  private func checkQuantizing(
    from source: RunDirectory, to output: RunDirectory, _ existing: RunDirectory.Existing
  ) throws {
    if let format = module.roundedFormat {
      throw InputError(
        .badData, file: source.path,
        "the weights are in \(format.rawValue) already; give the model that it was made of")
    }
    guard !PathOverlap.isSame(source.path, output.path) else {
      throw InputError(
        .cannotCreate, file: output.path, "is the model that is read; choose another folder")
    }
    try output.check(existing)
  }
}

extension ModelStore {
  /// Throws where training is to go on with weights that are rounded.
  func checkLearning() throws {
    guard let format = try? header().weightFormat else { return }
    throw InputError(
      .badData, file: directory.path,
      "holds weights in \(format), which cannot be trained; resume the run of the model that it was "
        + "made of")
  }
}
