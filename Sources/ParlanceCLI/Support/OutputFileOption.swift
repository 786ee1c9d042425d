import ArgumentParser

/// The one file that a command writes.
struct OutputFileOption: ParsableArguments {
  @Option(
    name: [.customLong("output"), .customShort("o")],
    help: ArgumentHelp("The file that is written.", valueName: "file"),
    completion: .file())
  var path: String

  @Flag(help: "Replace what is there.")
  var overwrite = false

  /// Throws where the file is there and may not be replaced, or is what is read.
  func check(reading inputs: [String?] = []) throws {
    try Output.check(path, overwrite: overwrite, reading: inputs)
  }
}
