import Foundation
import ParlanceSystem

/// The files of a model beside those of the run that made it.
extension RunDirectory {
  /// The folder of the models that a mixture is made of, each in a folder of its number.
  public static let partsName = "models"

  /// The folder of a part of a mixture.
  public func part(_ index: Int) -> RunDirectory {
    RunDirectory(file("\(Self.partsName)/\(index)"))
  }

  /// Bytes of the model's files, those of its parts included and those under `run/` not.
  public var modelByteCount: Int {
    ownContent.files.reduce(0) { $0 + Self.byteCount(of: file($1)) }
      + ownContent.parts.reduce(0) { $0 + $1.modelByteCount }
  }

  /// Bytes of a model that is a folder or one file.
  public static func modelByteCount(at path: String) -> Int {
    let folder = RunDirectory(path)
    return folder.isFolder ? folder.modelByteCount : byteCount(of: path)
  }

  private static func byteCount(of path: String) -> Int {
    let attributes = try? FileManager.default.attributesOfItem(
      atPath: (path as NSString).resolvingSymlinksInPath)
    return (attributes?[.size] as? NSNumber)?.intValue ?? 0
  }

  /// Copies the model's files and the configuration of its run into another folder.
  ///
  /// `model.json` comes last: without it, what an interrupted copy leaves is no model.
  ///
  /// - Throws: `InputError` where a file cannot be read or written.
  public func copyModel(to target: RunDirectory) throws {
    let (files, parts) = ownContent
    for (index, part) in parts.enumerated() { try part.copyModel(to: target.part(index)) }
    let configuration = "run/config.yaml"
    let hasRun = FileManager.default.fileExists(atPath: file(configuration))
    let last = "model.json"
    for name in (hasRun ? [configuration] : []) + files.filter({ $0 != last }) + [last] {
      try Self.copy(file(name), to: target.file(name))
    }
  }

  /// The names of the files that are there, and the folders of parts.
  private var ownContent: (files: [String], parts: [RunDirectory]) {
    let names = Self.modelFiles.filter { FileManager.default.fileExists(atPath: file($0)) }
    var parts: [RunDirectory] = []
    while FileManager.default.fileExists(atPath: part(parts.count).file("model.json")) {
      parts.append(part(parts.count))
    }
    return (names, parts)
  }

  private static func copy(_ path: String, to target: String) throws {
    guard let input = FileHandle(forReadingAtPath: path) else {
      throw InputError(.missingInput, file: path, "cannot be opened")
    }
    defer { try? input.close() }
    try makeFolder(of: target)
    try AtomicFile.write(to: target) { output in
      while let piece = try input.read(upToCount: 1 << 20), !piece.isEmpty {
        try output.write(Array(piece))
      }
    }
  }

  private static func makeFolder(of path: String) throws {
    try AtomicFile.createFolder((path as NSString).deletingLastPathComponent)
  }
}
