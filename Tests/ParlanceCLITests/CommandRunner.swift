import Foundation
import Testing

/// What a run of the command ended with.
struct Outcome {
  /// The exit code; 128 + the signal's number where a signal ended it.
  let status: Int32
  let output: String
  let errors: String

  var lines: [Substring] { output.split(separator: "\n") }

  /// Standard output as one JSON object on one line.
  func object() throws -> [String: Any] {
    #expect(lines.count == 1, "one object: \(output)")
    let value = try JSONSerialization.jsonObject(with: Data(output.utf8))
    return try #require(value as? [String: Any])
  }
}

/// The executable, a run of it that can be given signals, and its files.
final class Command {
  private let process = Process()
  private let folder = TemporaryFolder()

  /// Begins a run.
  ///
  /// - `place`: the folder that it runs in; nil for that of the tests.
  /// - `launcher`: a program that begins it, and its arguments; none by default.
  init(
    _ arguments: [String], input: String = "", environment: [String: String] = [:],
    in place: String? = nil, launcher: [String] = []
  ) throws {
    let words = launcher + [try Self.executable.path] + arguments
    process.executableURL = URL(fileURLWithPath: words[0])
    if let place { process.currentDirectoryURL = URL(fileURLWithPath: place) }
    process.arguments = Array(words.dropFirst())
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    // Files, since a pipe that nobody reads fills up.
    folder.write(input, to: "input")
    let folder = folder
    let outputs = try ["output", "errors"].map { name in
      try FileHandle(forWritingTo: URL(fileURLWithPath: folder.write("", to: name)))
    }
    process.standardInput = try FileHandle(
      forReadingFrom: URL(fileURLWithPath: folder.file("input")))
    process.standardOutput = outputs[0]
    process.standardError = outputs[1]
    try process.run()
  }

  var isRunning: Bool { process.isRunning }

  func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

  /// Waits for the end.
  func finish() -> Outcome {
    process.waitUntilExit()
    let status = process.terminationStatus
    return Outcome(
      status: process.terminationReason == .uncaughtSignal ? 128 + status : status,
      output: folder.read("output"), errors: folder.read("errors"))
  }

  /// Beside the bundle of tests.
  static var executable: URL {
    get throws {
      let places =
        [Bundle.main.bundleURL, Bundle.main.executableURL ?? Bundle.main.bundleURL]
        + Bundle.allBundles.map(\.bundleURL)
        + CommandLine.arguments.map { URL(fileURLWithPath: $0) }
      let candidates = places.flatMap { place in
        [place, place.deletingLastPathComponent()].map { $0.appendingPathComponent("parlance") }
      }
      return try #require(
        candidates.first { isProgram($0.path) }, "no executable beside the tests: \(places)")
    }
  }

  private static func isProgram(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      && !isFolder.boolValue && FileManager.default.isExecutableFile(atPath: path)
  }
}

/// Runs the command to its end.
func parlance(
  _ arguments: String..., input: String = "", environment: [String: String] = [:]
) throws -> Outcome {
  try Command(arguments, input: input, environment: environment).finish()
}

/// A folder that goes away with its owner.
final class TemporaryFolder {
  let path: String

  init() {
    path = NSTemporaryDirectory() + "/parlance-" + UUID().uuidString
    try! FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String) -> String { path + "/" + name }

  @discardableResult
  func write(_ text: String, to name: String) -> String {
    write(Data(text.utf8), to: name)
  }

  @discardableResult
  func write(_ data: Data, to name: String) -> String {
    let created = FileManager.default.createFile(atPath: file(name), contents: data)
    precondition(created)
    return file(name)
  }

  func read(_ name: String) -> String {
    String(decoding: bytes(name), as: UTF8.self)
  }

  func bytes(_ name: String) -> Data { FileManager.default.contents(atPath: file(name)) ?? Data() }

  func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: file(name)) }
}

extension TemporaryFolder {
  /// A text of small sentences.
  func writeText(lines: Int = 60) -> String {
    let subjects = ["the cat", "a dog", "the old man", "my sister"]
    let verbs = ["sees", "likes", "follows"]
    let text = (0..<lines).map { line in
      "\(subjects[line % 4]) \(verbs[line / 4 % 3]) \(subjects[(line * 7 + 1) % 4]) .\n"
    }
    return write(text.joined(), to: "text.txt")
  }

  /// Options that train a very small model in a moment.
  func trainArguments(_ extra: String..., output: String = "model") -> [String] {
    [
      "lm", "train", "--train", writeText(), "--output", file(output), "--hidden-size", "8",
      "--layers", "2", "--batch-size", "4", "--sequence-length", "7", "--epochs", "2", "--quiet",
    ] + extra
  }
}
