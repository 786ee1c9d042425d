import Foundation
import ParlanceSystem

/// The folder of a model and of the run that trained it.
///
/// The model's files lie at the top, as its `model.json` lists them; `run/` holds `config.yaml`,
/// `metrics.jsonl` and `checkpoints/`, and where a training that held data out came first, its own in `held-out/`.
public struct RunDirectory: Sendable {
  /// The folder's path.
  public let path: String

  /// What to do where the folder holds something already.
  public enum Existing: Sendable { case refuse, overwrite, resume }

  /// The folder as it is, for reading.
  public init(_ path: String) { self.path = path }

  /// A file in the folder.
  public func file(_ name: String) -> String { path + "/" + name }

  /// The folder of the models that a mixture is made of, each in a folder of its number.
  public static let partsName = "models"

  /// The folder of a part of a mixture.
  public func part(_ index: Int) -> RunDirectory {
    RunDirectory(file("\(Self.partsName)/\(index)"))
  }

  /// What the run was trained with, from the folder.
  public static let configurationName = "run/config.yaml"
  static let metricsName = "run/metrics.jsonl"
  private static let runName = "run"

  var checkpoints: String { file("run/checkpoints") }

  /// The folder of a training that held data out, where the model itself is then trained on all.
  var heldOut: RunDirectory { RunDirectory(file("run/held-out")) }

  /// The folder of the model that has not seen what was held out, where the model itself was then trained on that too;
  /// nil where it was not.
  public var heldOutModel: RunDirectory? {
    FileManager.default.fileExists(atPath: heldOut.file("model.json")) ? heldOut : nil
  }

  /// The folder of the training that validation scores are of: that of `heldOutModel`, else this one.
  public var validated: RunDirectory { heldOutModel ?? self }

  /// Whether there is a folder at all.
  public var isFolder: Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      && isFolder.boolValue
  }

  /// Whether the folder holds anything.
  public var isEmpty: Bool {
    ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).isEmpty
  }

  /// Throws `InputError` of kind `cannotCreate` unless the folder may be written as asked.
  ///
  /// Creates nothing, so that a run which fails on its input leaves nothing behind.
  public func check(_ existing: Existing) throws {
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
    if exists && !isFolder.boolValue {
      throw InputError(.cannotCreate, file: path, "is a file; expected a folder")
    }
    if existing == .refuse && !isEmpty {
      throw InputError(
        .cannotCreate, file: path,
        "the folder is not empty; choose another, or give --overwrite"
          + (hasCheckpoint
            ? ", or --resume to go on with the training there"
            : firstRun == nil ? "" : ", or --resume and --runs to go on with the trainings there"))
    }
    if existing == .resume && holdsRunsAlone {
      throw InputError(
        .usage, file: path, "holds several runs; give --runs too, with how many there shall be")
    }
    if existing == .resume
      && !FileManager.default.fileExists(atPath: file(Self.configurationName))
    {
      throw InputError(.missingInput, file: path, "there is no run to resume: no run/config.yaml")
    }
    if exists {
      guard FileManager.default.isWritableFile(atPath: path) else {
        throw InputError(.cannotCreate, file: path, "the folder is not writable")
      }
    } else {
      try checkParent()
    }
  }

  private func checkParent() throws {
    var parent = URL(fileURLWithPath: path).deletingLastPathComponent()
    while !FileManager.default.fileExists(atPath: parent.path), parent.path != "/" {
      parent.deleteLastPathComponent()
    }
    guard Self(parent.path).isFolder else {
      throw InputError(.cannotCreate, file: path, "\(parent.path) is a file")
    }
    guard FileManager.default.isWritableFile(atPath: parent.path) else {
      throw InputError(.cannotCreate, file: path, "\(parent.path) is not writable")
    }
  }

  /// Makes the folder; empties what an earlier run left there when overwriting.
  public func create(_ existing: Existing) throws {
    if existing == .overwrite {
      for name in ownFiles where FileManager.default.fileExists(atPath: file(name)) {
        do {
          try FileManager.default.removeItem(atPath: file(name))
        } catch {
          throw InputError(.cannotCreate, file: file(name), "the old one cannot be removed")
        }
      }
    }
    try AtomicFile.createFolder(checkpoints)
  }

  /// Whether a run can go on from here.
  public var hasCheckpoint: Bool {
    // What cannot be looked at may hold one.
    [self, heldOut].contains { (try? Checkpoint(directory: $0).files)?.isEmpty != true }
  }

  /// Whether training began here.
  public var hasRun: Bool {
    FileManager.default.fileExists(atPath: file(Self.configurationName))
  }

  /// The folder of several runs, one for each seed.
  package static let runsName = "seeds"

  /// The seeds that there are runs of, in ascending order.
  package var seedsOfRuns: [UInt64] {
    let names = try? FileManager.default.contentsOfDirectory(atPath: file(Self.runsName))
    return (names ?? []).compactMap { UInt64($0) }.sorted()
  }

  /// The first of several runs that has begun.
  package var firstRun: RunDirectory? {
    seedsOfRuns.lazy.map { RunDirectory(file("\(Self.runsName)/\($0)")) }.first { $0.hasRun }
  }

  /// Whether there are several runs and no other: what else is there is the best of them.
  private var holdsRunsAlone: Bool {
    firstRun != nil && !hasCheckpoint
      && (!hasRun || FileManager.default.fileExists(atPath: file("model.json")))
  }

  /// Takes away what a run writes, and the folder if nothing else is in it.
  public func removeOwnFiles() {
    for name in ownFiles { try? FileManager.default.removeItem(atPath: file(name)) }
    if isEmpty { try? FileManager.default.removeItem(atPath: path) }
  }

  private var ownFiles: [String] { ModelStore(self).names + [Self.runName] }

  /// Takes away what a killed save left half written.
  func sweep() {
    let names = ModelStore(self).names + [Self.configurationName, Self.metricsName]
    for name in names { try? FileManager.default.removeItem(atPath: file(name + ".partial")) }
    let saved = (try? FileManager.default.contentsOfDirectory(atPath: checkpoints)) ?? []
    for name in saved where name.hasSuffix(".partial") {
      try? FileManager.default.removeItem(atPath: checkpoints + "/" + name)
    }
  }

  /// The history of training, from `run/metrics.jsonl`; empty where there is none.
  public func metrics() throws -> [MetricsRecord] {
    let path = file(Self.metricsName)
    guard let bytes = try InputFile.contents(of: path) else { return [] }
    return try String(decoding: bytes, as: UTF8.self).split(separator: "\n").enumerated().map {
      index, line in
      do {
        return try RunRecords.decoder.decode(MetricsRecord.self, from: Data(line.utf8))
      } catch {
        throw InputError(.badData, file: path, line: index + 1, "is not a record of training")
      }
    }
  }

  func write(metrics records: [MetricsRecord]) throws {
    let lines = try records.map {
      String(decoding: try RunRecords.encoder.encode($0), as: UTF8.self) + "\n"
    }
    try AtomicFile.write(lines.joined(), to: file(Self.metricsName))
  }
}
