import Foundation
import ParlanceArrays
import ParlanceSystem

/// How a model came to be: `run/made.json`.
///
/// Runs of earlier builds have none.
public struct RunOrigin: Codable, Sendable, Equatable {
  /// The version of the package.
  public let version: String
  /// The day on which the training ended, as 2026-11-30, in UTC.
  public let date: String
  /// The command line; nil where there was none.
  public let command: String?
  /// What it was made on; nil in runs of earlier builds.
  public let device: String?

  private static let name = "run/made.json"

  package init(command: String?, device: Device = .current) {
    version = parlanceVersion
    date = Date.now.formatted(.iso8601.year().month().day())
    self.command = command
    self.device = device.description
  }

  /// What a run's folder says; nil where it says nothing.
  ///
  /// - Throws: `InputError` where the file cannot be read.
  public init?(of directory: RunDirectory) throws {
    let path = directory.file(Self.name)
    guard let bytes = try InputFile.contents(of: path) else { return nil }
    do {
      self = try JSONDecoder().decode(Self.self, from: Data(bytes))
    } catch {
      throw InputError(.badData, file: path, "does not say how a run was made")
    }
  }

  package func write(to directory: RunDirectory) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let text = String(decoding: try encoder.encode(self), as: UTF8.self)
    try AtomicFile.write(text + "\n", to: directory.file(Self.name))
  }
}
