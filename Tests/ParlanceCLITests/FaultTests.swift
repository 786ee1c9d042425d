import Foundation
import Testing

/// What the system does to a program: files that are cut, limits, signals.
@Suite struct FaultTests {
  private let folder = TemporaryFolder()

  /// Runs the command under limits of the shell.
  private func limited(_ limits: String, _ arguments: [String]) throws -> Outcome {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", limits + "; exec \"$0\" \"$@\"", try Command.executable.path]
    process.arguments! += arguments
    process.standardInput = FileHandle.nullDevice
    let outputs = try ["output", "errors"].map { name in
      try FileHandle(forWritingTo: URL(fileURLWithPath: folder.write("", to: name)))
    }
    (process.standardOutput, process.standardError) = (outputs[0], outputs[1])
    try process.run()
    process.waitUntilExit()
    let status = process.terminationStatus
    return Outcome(
      status: process.terminationReason == .uncaughtSignal ? 128 + status : status,
      output: folder.read("output"), errors: folder.read("errors"))
  }

  private func counted() throws -> String {
    let outcome = try parlance(
      "lm", "train", "--model-type", "kneser-ney", "--order", "4", "--train",
      folder.writeText(lines: 3000), "--output", folder.file("counted"), "--quiet")
    #expect(outcome.status == 0, "\(outcome.errors)")
    return folder.file("counted")
  }

  #if os(Linux)
    @Test(arguments: ["cut", "written over", "replaced"])
    func aModelThatIsChangedInUse(how: String) throws {
      let model = try counted()
      let table = model + "/ngrams.bin"
      let process = Process()
      process.executableURL = try Command.executable
      process.arguments = ["lm", "score", "--model", model]
      // Not a `Pipe`, whose end for writing other processes of the tests would inherit.
      let pipe = folder.file("pipe")
      #expect(mkfifo(pipe, 0o600) == 0)
      let input = FileHandle(fileDescriptor: open(pipe, O_RDWR | O_CLOEXEC))
      process.standardInput = FileHandle(forReadingAtPath: pipe)
      let outputs = try ["scores", "errors"].map { name in
        try FileHandle(forWritingTo: URL(fileURLWithPath: folder.write("", to: name)))
      }
      (process.standardOutput, process.standardError) = (outputs[0], outputs[1])
      try process.run()
      // Its parent's threads hold other signals back, and it does so with them.
      defer { kill(process.processIdentifier, SIGKILL) }
      for _ in 0..<4000 where !Self.isMapped(table, by: process.processIdentifier) { usleep(5_000) }
      try #require(Self.isMapped(table, by: process.processIdentifier))
      let size = (try FileManager.default.attributesOfItem(atPath: table)[.size] as? Int) ?? 0
      switch how {
      case "cut": #expect(truncate(table, 0) == 0)
      case "written over":
        let file = try #require(FileHandle(forWritingAtPath: table))
        try file.write(contentsOf: Data(repeating: 0xA5, count: size))
        try file.close()
      default:
        try Data(repeating: 0xA5, count: size).write(
          to: URL(fileURLWithPath: table), options: .atomic)
      }
      let line = Data("my sister follows the old man .\n".utf8)
      for _ in 0..<50 { input.write(line) }
      try input.close()
      process.waitUntilExit()
      let text = folder.read("errors")
      #expect(process.terminationReason == .exit)
      #expect(process.terminationStatus == (how == "replaced" ? 0 : 74), "\(text)")
      #expect(text.contains(table) == (how != "replaced"), "\(text)")
      let count = folder.read("scores").split(separator: "\n").count
      #expect(how != "replaced" || count == 50)
    }

    private static func isMapped(_ path: String, by process: Int32) -> Bool {
      // A file of `/proc` has no size, by which whole files are read.
      let maps = FileHandle(forReadingAtPath: "/proc/\(process)/maps")
      let text = String(decoding: (try? maps?.readToEnd()) ?? Data(), as: UTF8.self)
      return text.contains(URL(fileURLWithPath: path).standardizedFileURL.path)
    }

    @Test(arguments: [
      (120_000, ["bench", "matmul", "4000", "4000", "4000"]),
      (160_000, ["lm", "train", "--hidden-size", "3000", "--output", "@/m"]),
      (110_000, ["lm", "score", "--model", "@/counted", "@/long.txt"]),
    ])
    func memoryThatIsNotAllowedIsAnError(kilobytes: Int, arguments: [String]) throws {
      _ = try counted()
      folder.write(String(repeating: "the cat sees ", count: 5_000_000), to: "long.txt")
      // Counted from what the program has before it does anything.
      let least = try limited("ulimit -v \(kilobytes + Self.mapped)", ["--version"])
      try #require(least.status == 0, "\(least.errors)")
      let outcome = try limited(
        "ulimit -v \(kilobytes + Self.mapped)",
        arguments.map { $0.replacing("@", with: folder.path) })
      #expect(outcome.status == 1, "\(outcome.errors)")
      #expect(outcome.errors.contains("parlance: "), "\(outcome.errors)")
      #expect(outcome.errors.contains("memory"), "\(outcome.errors)")
      #expect(!folder.exists("m"))
    }

    /// Kilobytes of a debug build's libraries.
    private static let mapped = 60_000
  #endif

  @Test func aFileThatMayNotGrow() throws {
    // In blocks of 512 bytes.
    let outcome = try limited("ulimit -f 40", folder.trainArguments("--hidden-size", "60"))
    #expect(outcome.status == 74, "\(outcome.errors)")
    #expect(outcome.errors.contains("File too large"), "\(outcome.errors)")
    let left = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String }
    #expect(left?.contains { $0.hasSuffix(".partial") } == false, "\(left ?? [])")
  }

  @Test func labelsInAnotherOrderAreRefused() throws {
    let train = folder.write(
      (0..<40).map { "__label__\($0 % 2 == 0 ? "no" : "yes") \($0 % 2 == 0 ? "bad" : "good")\n" }
        .joined(), to: "labels.txt")
    let model = folder.file("model")
    let made = try parlance(
      "classify", "train", "--train", train, "--output", model, "--quiet")
    #expect(made.status == 0, "\(made.errors)")
    folder.write("yes\nno\n", to: "model/labels.txt")
    let outcome = try parlance("classify", "evaluate", "--model", model, "--data", train)
    #expect(outcome.status == 65 && outcome.output.isEmpty)
    #expect(
      outcome.errors.contains("labels.txt: is not the file that was saved with this model"),
      "\(outcome.errors)")
  }
}
