import Foundation
import Testing

/// One seed gives the same bytes: at any thread count, interrupted or not.
@Suite struct ResumeTests {
  private let folder = TemporaryFolder()

  private func arguments(_ output: String, _ extra: String...) -> [String] {
    [
      "lm", "train", "--train", folder.writeText(lines: 200), "--output", folder.file(output),
      "--hidden-size", "12", "--layers", "2", "--dropout", "0.2", "--batch-size", "4",
      "--sequence-length", "7", "--epochs", "8", "--checkpoint-minutes", "0.0005", "--quiet",
    ] + extra
  }

  private func whole(_ extra: String...) throws -> Data {
    let outcome = try Command(arguments("whole") + extra).finish()
    #expect(outcome.status == 0, "\(outcome.errors)")
    let bytes = folder.bytes("whole/weights.safetensors")
    #expect(!bytes.isEmpty)
    return bytes
  }

  private func resume(_ output: String) throws -> Outcome {
    try parlance("lm", "train", "--resume", "--output", folder.file(output), "--quiet")
  }

  @Test func threadsChangeNothing() throws {
    let one = try whole("--threads", "1")
    let outcome = try Command(arguments("two", "--threads", "2")).finish()
    #expect(outcome.status == 0)
    #expect(folder.bytes("two/weights.safetensors") == one)
  }

  @Test func productsInBFloat16AreTheSameToo() throws {
    let single = try whole()
    let options = ["--precision", "bfloat16", "--format", "json"]
    let one = try Command(arguments("one", "--threads", "1") + options).finish()
    #expect(one.status == 0, "\(one.errors)")
    #expect(try one.object()["precision"] as? String == "bfloat16")
    #expect(folder.bytes("one/weights.safetensors") != single)
    let run = try Command(arguments("part", "--threads", "2") + options)
    while run.isRunning && !folder.exists("part/run/metrics.jsonl") { usleep(5_000) }
    run.send(SIGINT)
    #expect(run.finish().status == 130)
    let resumed = try resume("part")
    #expect(resumed.status == 0, "\(resumed.errors)")
    #expect(folder.bytes("part/weights.safetensors") == folder.bytes("one/weights.safetensors"))
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func signalLeavesACheckpoint(signal: Int32) throws {
    let expected = try whole()
    let run = try Command(arguments("part"))
    while run.isRunning && !folder.exists("part/run/metrics.jsonl") { usleep(5_000) }
    run.send(signal)
    let outcome = run.finish()
    #expect(outcome.status == 128 + signal)
    #expect(outcome.errors.contains("and --resume"))
    #expect(outcome.output.isEmpty)
    let resumed = try resume("part")
    #expect(resumed.status == 0, "\(resumed.errors)")
    #expect(folder.bytes("part/weights.safetensors") == expected)
  }

  @Test func killedRunsGoOn() throws {
    let expected = try whole()
    var run = try Command(arguments("part"))
    while run.isRunning && !folder.exists("part/run/metrics.jsonl") { usleep(2_000) }
    var kills = 0
    for milliseconds in [0, 30, 110, 190, 260] {
      usleep(UInt32(milliseconds) * 1000)
      guard run.isRunning else { break }
      run.send(SIGKILL)
      kills += 1
      #expect(run.finish().status == 128 + SIGKILL)
      run = try Command(["lm", "train", "--resume", "--output", folder.file("part"), "--quiet"])
    }
    #expect(kills > 0)
    let last = run.finish()
    #expect(last.status == 0, "\(last.errors)")
    #expect(folder.bytes("part/weights.safetensors") == expected)
  }

  @Test func resumeKeepsTheOptions() throws {
    _ = try whole("--epochs", "2")
    let output = folder.file("whole")
    let other = try parlance(
      "lm", "train", "--resume", "--output", output, "--hidden-size", "9", "--quiet")
    #expect(other.status == 64)
    #expect(other.errors.contains("--hidden-size 9 cannot be changed by --resume: the run has 12"))
    let longer = try parlance(
      "lm", "train", "--resume", "--output", output, "--hidden-size", "12", "--epochs", "3",
      "--quiet", "--format", "json")
    #expect(try longer.object()["epochs"] as? Int == 3)
  }

  /// A file of options that lacks one was written before there was the option.
  @Test func runsOfEarlierBuildsGoOnAsTheyBegan() throws {
    folder.write(Self.data("tag"), to: "train.txt")
    let train = [
      "tag", "train", "--output", "model", "--quiet", "--train", "train.txt", "--validation",
      "train.txt",
    ]
    let made = try Command(
      train + ["--epochs", "1", "--hidden-size", "8", "--least-steps", "0"], in: folder.path
    ).finish()
    #expect(made.status == 0, "\(made.errors)")
    let file = folder.file("model/run/config.yaml")
    let lines = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n")
    let kept = lines.filter { !$0.hasPrefix("neighbours:") && !$0.hasPrefix("least-steps:") }
    #expect(lines.count - kept.count == 2)
    folder.write(kept.joined(separator: "\n") + "\n", to: "model/run/config.yaml")
    let resumed = try Command(train + ["--resume", "--epochs", "2"], in: folder.path).finish()
    #expect(resumed.status == 0, "\(resumed.errors)")
    let written = try String(contentsOfFile: file, encoding: .utf8)
    #expect(written.contains("neighbours: false") && written.contains("least-steps: 0"))
  }

  /// Two trained epochs; the third comes after the data have moved.
  @Test(arguments: ["lm", "classify", "tag"])
  func dataMayMove(task: String) throws {
    let kinds = ["lm": [], "classify": ["--model-type", "gru"], "tag": ["--model-type", "rnn"]]
    folder.write(Self.data(task), to: "train.txt")
    folder.write(Self.data(task), to: "held.txt")
    try FileManager.default.createDirectory(
      atPath: folder.file("elsewhere"), withIntermediateDirectories: true)
    func run(_ place: String, _ arguments: String...) throws -> Outcome {
      try Command([task, "train", "--quiet"] + arguments, in: folder.file(place)).finish()
    }
    let made = try Command(
      [
        task, "train", "--train", "train.txt", "--validation", "held.txt", "--output", "model",
        "--epochs", "1", "--hidden-size", "8", "--batch-size", "4", "--quiet",
      ] + kinds[task]!, in: folder.path
    ).finish()
    #expect(made.status == 0, "\(made.errors)")
    // The same words in the same folder, and nothing but --resume in another one.
    let same = try run(
      "", "--resume", "--output", "model", "--train", "train.txt", "--epochs", "2")
    #expect(same.status == 0, "\(same.errors)")
    let other = try run("elsewhere", "--resume", "--output", "../model", "--epochs", "3")
    #expect(other.status == 0, "\(other.errors)")
    // Files that have moved are taken by their content alone.
    for name in ["train.txt", "held.txt"] {
      try FileManager.default.moveItem(
        atPath: folder.file(name), toPath: folder.file("elsewhere/moved-" + name))
    }
    let gone = try run("", "--resume", "--output", "model", "--epochs", "4")
    #expect(gone.status == 66 && gone.errors.contains("the same file with --train"), "\(gone)")
    let moved = [
      "--resume", "--output", "../model", "--train", "moved-train.txt", "--validation",
      "moved-held.txt", "--epochs", "4",
    ]
    let taken = try Command([task, "train", "--quiet"] + moved, in: folder.file("elsewhere"))
      .finish()
    #expect(taken.status == 0, "\(taken.errors)")
    folder.write(Self.data(task) + Self.data(task), to: "elsewhere/moved-held.txt")
    let refused = try Command([task, "train", "--quiet"] + moved, in: folder.file("elsewhere"))
      .finish()
    #expect(refused.status == 65, "\(refused)")
    #expect(refused.errors.contains("moved-held.txt: validation: the run goes on only with what"))
    #expect(refused.errors.contains(folder.file("held.txt")) || refused.errors.contains("moved-"))
  }

  private static func data(_ task: String) -> String {
    (0..<40).map { line in
      switch task {
      case "lm":
        "the \(line % 3 == 0 ? "cat" : "dog") sees the \(line % 5 == 0 ? "cat" : "dog") .\n"
      case "classify": line % 2 == 0 ? "__label__no bad \(line)\n" : "__label__yes good \(line)\n"
      default: "the D\n\(line % 2 == 0 ? "cat" : "dog") N\nsleeps V\n\n"
      }
    }.joined()
  }
}
