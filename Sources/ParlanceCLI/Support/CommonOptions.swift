import ArgumentParser
import ParlanceArrays

/// What every command takes.
struct CommonOptions: ParsableArguments {
  @Option(help: ArgumentHelp("How results are written: text or json.", valueName: "format"))
  var format = OutputFormat.text

  @Option(
    help: ArgumentHelp(
      "Threads, 1 to 256; results do not depend on it. (default: all processors)",
      valueName: "count"))
  var threads: Int?

  @Flag(name: .shortAndLong, help: "Write nothing but results and errors.")
  var quiet = false

  func validate() throws {
    if let threads, !(1...256).contains(threads) {
      throw ValidationError("--threads: expected 1 to 256, found \(threads)")
    }
  }

  /// Puts the number of threads in force.
  func apply() {
    if let threads { Threads.count = threads }
    for note in Processes.notes { self.note(note) }
  }

  /// Says something on standard error, unless told to be quiet.
  func note(_ message: String) {
    if !quiet { Terminal.standardError.line("parlance: \(message)") }
  }
}
