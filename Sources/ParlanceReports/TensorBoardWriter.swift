import Foundation
import ParlanceAutograd
import ParlanceNN
import ParlanceSystem
import ParlanceTraining

/// Writes a training as it goes, for TensorBoard: losses, scores and rates as scalars, and weights and
/// gradients as histograms.
///
/// ```swift
/// let writer = try TensorBoardWriter("logs/book")
/// try LanguageModelRun(settings, output: "models/book").train(observer: writer)
/// ```
/// Each training, and each that goes on, begins a file of its own in the folder; TensorBoard then leaves out
/// what an earlier file has of the steps that are done again.
public final class TensorBoardWriter: TrainingObserver {
  private let folder: String
  private var events = TensorBoardEvents(time: TensorBoardWriter.now)
  private var file: FileHandle?
  private var hasFailed = false
  /// Seconds since 1970 as the training began, less those that it had taken before.
  private var start = 0.0
  /// What is told where the file cannot be written; training goes on.
  private let failed: (String) -> Void

  /// Creates a writer; the folder, and in it a file, are made as training begins.
  ///
  /// - `failed`: told once where the file cannot be written, or no longer.
  /// - Throws: `InputError` where the folder cannot be one.
  public init(_ folder: String, failed: @escaping (String) -> Void = { _ in }) throws {
    (self.folder, self.failed) = (folder, failed)
    // The nearest of its folders that is there.
    var (place, isFolder) = (URL(fileURLWithPath: folder), ObjCBool(false))
    while !FileManager.default.fileExists(atPath: place.path, isDirectory: &isFolder),
      place.path != "/"
    { place.deleteLastPathComponent() }
    guard isFolder.boolValue, FileManager.default.isWritableFile(atPath: place.path) else {
      throw InputError(
        .cannotCreate, file: folder, "\(place.path) is no folder that can be written")
    }
  }

  private func open() throws {
    try AtomicFile.createFolder(folder)
    let time = Int(Self.now)
    var (path, number) = ("", 0)
    repeat {
      path = "\(folder)/events.out.tfevents.\(time).parlance\(number == 0 ? "" : "-\(number)")"
      number += 1
    } while FileManager.default.fileExists(atPath: path)
    guard FileManager.default.createFile(atPath: path, contents: nil),
      let file = FileHandle(forWritingAtPath: path)
    else {
      throw InputError(.cannotCreate, file: path, "cannot be written")
    }
    self.file = file
  }

  deinit { try? file?.close() }

  private static var now: Double { Date().timeIntervalSince1970 }

  private func flush() {
    let bytes = events.taken()
    do {
      try file?.write(contentsOf: bytes)
    } catch {
      failed("\(folder): the events cannot be written any more: \(error.localizedDescription)")
      (file, hasFailed) = (nil, true)
    }
  }

  public func didBegin(after steps: Int) {
    do {
      // Where a training of two stages begins the second, it goes on with the file.
      if file == nil, !hasFailed { try open() }
    } catch {
      hasFailed = true
      failed("\(folder): no events are written: \(error)")
    }
    events.begin(after: steps, time: Self.now)
    flush()
  }

  public func didRecord(
    _ record: MetricsRecord, of module: any Module, _ gradients: Gradients?
  ) {
    let time = Self.now
    events.add(record, time: time)
    if let gradients {
      for (name, parameter) in module.namedParameters() where gradients.contains(parameter) {
        events.histogram(
          "gradients/\(name)", gradients[parameter].floats, step: record.step, time: time)
      }
    } else {
      events.add(weightsOf: module, step: record.step, time: time)
    }
    flush()
  }

  public func didStep(_ report: StepReport) {}
  public func didEndEpoch(_ record: MetricsRecord) {}
  public func note(_ message: String) {}
}
