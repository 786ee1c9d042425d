import Foundation
import ParlanceSystem

/// What the data files of a run held when it began: `run/data.json`.
///
/// Runs of earlier builds have none, and what can be read only once is not in it.
public struct RunData: Sendable {
  /// A file: where it was, and what it held.
  struct File: Codable {
    var path: String
    var content: FileChecksum
  }
  private var files: [String: File] = [:]

  private static let name = "run/data.json"

  /// Reads files, given by what settings call them; standard input is left out.
  init(_ paths: [String: String]) throws {
    for (name, path) in paths where path != "-" {
      guard let content = try FileChecksum(of: path) else { continue }
      files[name] = File(path: Self.absolute(path), content: content)
    }
  }

  /// A path that leads to the same file from every folder; standard input stays what it is.
  public static func absolute(_ path: String) -> String {
    path == "-" ? path : URL(fileURLWithPath: path).standardizedFileURL.path
  }

  /// What a run's folder says of its data; nil where it says nothing.
  ///
  /// - Throws: `InputError` where the file cannot be read.
  public init?(of directory: RunDirectory) throws {
    let path = directory.file(Self.name)
    guard let bytes = try InputFile.contents(of: path) else { return nil }
    guard let files = try? JSONDecoder().decode([String: File].self, from: Data(bytes)) else {
      throw InputError(.badData, file: path, "does not say what a run was trained on")
    }
    self.files = files
  }

  /// A file that a run read: what settings call it, where it was, and what it held.
  public typealias Content = (name: String, path: String, bytes: Int, crc32c: String)

  /// The files by what settings call them, in the order of these names.
  public var contents: [Content] {
    files.sorted { $0.key < $1.key }.map {
      ($0.key, $0.value.path, $0.value.content.bytes, $0.value.content.crc32c)
    }
  }

  /// Whether it is known what a file held.
  public func knows(_ name: String) -> Bool { files[name] != nil }

  func write(to directory: RunDirectory) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let text = String(decoding: try encoder.encode(files), as: UTF8.self)
    try AtomicFile.write(text + "\n", to: directory.file(Self.name))
  }

  /// Throws where a file holds something else than when the run of a folder began.
  func check(in directory: RunDirectory) throws {
    guard let begun = try RunData(of: directory) else { return }
    for (name, file) in files.sorted(by: { $0.key < $1.key }) {
      guard let old = begun.files[name], old.content != file.content else { continue }
      throw InputError(
        .badData, file: file.path,
        "\(name): the run goes on only with what it began with: expected \(old.content.bytes) bytes of "
          + "CRC-32C \(old.content.crc32c), as \(old.path) had, found \(file.content.bytes) of CRC-32C "
          + "\(file.content.crc32c)")
    }
  }
}
