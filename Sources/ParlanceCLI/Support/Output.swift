import ArgumentParser
import Foundation
import ParlanceSystem

/// How results are written.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
  case text, json
}

/// The reader of standard output has gone.
struct BrokenPipe: Error {}

/// Standard output: where results go, and nothing else.
enum Output {
  /// What colours may be written: none but to a terminal, and none where NO_COLOR says so.
  static var colours: TerminalColours {
    let environment = ProcessInfo.processInfo.environment
    guard isatty(STDOUT_FILENO) == 1, environment["TERM"] != "dumb",
      (environment["NO_COLOR"] ?? "").isEmpty
    else { return .none }
    return ["truecolor", "24bit"].contains(environment["COLORTERM"]) ? .truecolour : .palette256
  }

  /// Throws where a file that is to be written is there and may not be replaced, or is one of those that
  /// are read: what is written in its place is nothing like it.
  static func check(_ file: String?, overwrite: Bool, reading inputs: [String?] = []) throws {
    if file == "-" {
      throw InputError(.usage, "-: expected a file to write; standard output is for what is said")
    }
    if let file, inputs.contains(where: { $0.map { PathOverlap.isInside($0, file) } ?? false }) {
      throw InputError(.cannotCreate, file: file, "the output cannot be what is read")
    }
    guard let file, !overwrite, FileManager.default.fileExists(atPath: file) else { return }
    throw InputError(.cannotCreate, file: file, "is there already; give --overwrite")
  }

  /// Writes a text as it is, at once.
  static func write(_ text: String) throws {
    var text = text
    try text.withUTF8 { bytes in
      var rest = UnsafeRawBufferPointer(bytes)
      while let base = rest.baseAddress, !rest.isEmpty {
        let count = Foundation.write(STDOUT_FILENO, base, rest.count)
        if count < 0 {
          if errno == EINTR { continue }
          if errno == EPIPE { throw BrokenPipe() }
          throw InputError(
            .inputOutput, file: "standard output",
            "cannot be written: \(String(cString: strerror(errno)))")
        }
        rest = UnsafeRawBufferPointer(rebasing: rest[count...])
      }
    }
  }

  /// Writes a text and a line feed.
  static func line(_ text: String) throws { try write(text + "\n") }

  /// Writes one JSON object on one line; NaN and infinities are null.
  static func json(_ value: some Encodable) throws { try line(encoded(value)) }

  static func encoded(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // JSON has no number for these; no text of a user begins so.
    let none = "\u{1}\u{2}\u{3}no number\u{3}\u{2}\u{1}"
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: none, negativeInfinity: none, nan: none)
    return String(decoding: try encoder.encode(value), as: UTF8.self)
      .replacing("\"\\u0001\\u0002\\u0003no number\\u0003\\u0002\\u0001\"", with: "null")
  }
}

/// Lines on their way to standard output: each at once, or in blocks where nobody waits for one.
struct OutputLines {
  private let isAtOnce: Bool
  private var text = ""

  /// Of what is read from a file or from standard input: who writes into a pipe may wait for an answer.
  init(for input: String) {
    isAtOnce = !SystemCalls.isRegularFile(input)
  }

  /// Calls the body, and writes what it left, whether it throws or not.
  static func write(for input: String, _ body: (inout OutputLines) throws -> Void) throws {
    var lines = OutputLines(for: input)
    do {
      try body(&lines)
    } catch {
      try lines.flush()
      throw error
    }
    try lines.flush()
  }

  /// Adds a line.
  mutating func line(_ line: String) throws {
    text += line
    text += "\n"
    if isAtOnce || text.utf8.count >= 1 << 16 { try flush() }
  }

  private mutating func flush() throws {
    if text.isEmpty { return }
    try Output.write(text)
    text.removeAll(keepingCapacity: true)
  }
}

/// A command line as a shell would take it: this process's own, unless told otherwise.
func commandLine(_ arguments: [String] = Arguments.given) -> String {
  (["parlance"] + arguments).map { word in
    let isPlain = word.allSatisfy {
      $0.isASCII && ($0.isLetter || $0.isNumber || "-_./=:,+".contains($0))
    }
    return isPlain && !word.isEmpty ? word : "'" + word.replacing("'", with: "'\\''") + "'"
  }.joined(separator: " ")
}
