import Foundation

/// What is wrong with something that came from outside: a file, an argument, a request.
///
/// Its kind fixes the exit code; its message names the place, what was expected and what was found.
public struct InputError: LocalizedError, Equatable, Sendable, CustomStringConvertible {
  /// The kinds of failure, each with the exit code of `sysexits.h`.
  public enum Kind: Int32, Sendable {
    /// Something that should have worked did not.
    case failure = 1
    /// The command line or a configuration asks for something that does not exist.
    case usage = 64
    /// The content cannot serve.
    case badData = 65
    /// An input is not there or cannot be opened.
    case missingInput = 66
    /// A service, or a part of the program, is not to be had.
    case unavailable = 69
    /// An output exists already or cannot be created.
    case cannotCreate = 73
    /// Reading or writing failed on the way.
    case inputOutput = 74
  }

  /// The kind of failure.
  public let kind: Kind
  /// The file, or nil where none is concerned.
  public let file: String?
  /// The line, counted from 1, or nil where none is concerned.
  public let line: Int?
  /// What was expected, what was found, and what to do.
  public let message: String
  /// The setting that the message is about, or nil where it is about none.
  public let problem: SettingProblem?

  /// Creates an error that names its place.
  public init(_ kind: Kind, file: String? = nil, line: Int? = nil, _ message: String) {
    self.kind = kind
    self.file = file
    self.line = line
    self.message = message
    problem = nil
  }

  public var description: String {
    let place = [file, line.map(String.init)].compactMap { $0 }.joined(separator: ":")
    return place.isEmpty ? message : "\(place): \(message)"
  }

  public var errorDescription: String? { description }
}
