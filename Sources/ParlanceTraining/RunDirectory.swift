import Foundation
import ParlanceSystem

/// The folder of a model and of the run that trained it.
///
/// `model.json`, `weights.safetensors`, `vocabulary.txt` and `README.md` lie at the top; `run/` holds
/// `config.yaml`, `metrics.jsonl` and `checkpoints/`.
public struct RunDirectory: Sendable {
  /// The folder's path.
  public let path: String

  /// What to do where the folder holds something already.
  public enum Existing: Sendable { case refuse, overwrite, resume }

  /// The folder as it is, for reading.
  public init(_ path: String) { self.path = path }

  /// A file in the folder.
  public func file(_ name: String) -> String { path + "/" + name }

  var checkpoints: String { file("run/checkpoints") }

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
        "the folder is not empty; choose another, or give --overwrite or --resume")
    }
    if existing == .resume
      && !FileManager.default.fileExists(atPath: file("run/config.yaml"))
    {
      throw InputError(.missingInput, file: path, "there is no run to resume: no run/config.yaml")
    }
    if !exists {
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
    } else if !FileManager.default.isWritableFile(atPath: path) {
      throw InputError(.cannotCreate, file: path, "the folder is not writable")
    }
  }

  /// Makes the folder; empties what an earlier run left there when overwriting.
  public func create(_ existing: Existing) throws {
    if existing == .overwrite {
      for name in Self.ownFiles where FileManager.default.fileExists(atPath: file(name)) {
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
  public var hasCheckpoint: Bool { !Checkpoint(directory: self).files.isEmpty }

  /// Takes away what a run writes, and the folder if nothing else is in it.
  public func removeOwnFiles() {
    for name in Self.ownFiles { try? FileManager.default.removeItem(atPath: file(name)) }
    if isEmpty { try? FileManager.default.removeItem(atPath: path) }
  }

  /// What a model may have beside its parts.
  static let modelFiles = [
    "model.json", "weights.safetensors", "ngrams.bin", "matrix.bin", "vocabulary.txt", "labels.txt",
    "characters.txt", "vectors.txt", "README.md",
  ]

  // model.json first: without it, what an interrupted removal leaves is no model.
  private static let ownFiles = modelFiles + ["run", partsName]

  /// The history of training, from `run/metrics.jsonl`; empty where there is none.
  public func metrics() throws -> [MetricsRecord] {
    let path = file("run/metrics.jsonl")
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return [] }
    return try text.split(separator: "\n").enumerated().map { index, line in
      do {
        return try JSONDecoder().decode(MetricsRecord.self, from: Data(line.utf8))
      } catch {
        throw InputError(.badData, file: path, line: index + 1, "is not a record of training")
      }
    }
  }

  func write(metrics records: [MetricsRecord]) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let lines = try records.map { String(decoding: try encoder.encode($0), as: UTF8.self) + "\n" }
    try AtomicFile.write(lines.joined(), to: file("run/metrics.jsonl"))
  }
}
