import Foundation
import Testing

/// The command by `mpirun`, with each MPI that is installed.
@Suite(.serialized) struct ProcessesTests {
  private let folder = TemporaryFolder()

  private func begin(
    _ launcher: Launcher, _ count: Int, _ arguments: [String],
    environment: [String: String] = [:]
  ) throws -> Command {
    try Command(
      arguments + ["--threads", "1"],
      environment: Launcher.environment.merging(environment) { $1 },
      launcher: launcher.words(count))
  }

  private func long(_ output: String) -> [String] {
    folder.trainArguments(
      "--epochs", "100000", "--checkpoint-minutes", "0.001", output: output)
  }

  private func awaitCheckpoint(_ run: Command, _ output: String) {
    while run.isRunning && !folder.exists(output + "/run/metrics.jsonl") { usleep(5_000) }
  }

  /// The processes that train into a folder, but for their launchers.
  private func ranks(_ output: String) -> [Int32] {
    let all = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return all.compactMap(Int32.init).filter { process in
      let words = FileManager.default.contents(atPath: "/proc/\(process)/cmdline") ?? Data()
      let list = String(decoding: words, as: UTF8.self).split(separator: "\0")
      return list.first?.hasSuffix("/parlance") == true
        && list.contains { $0 == folder.file(output) }
    }.sorted()
  }

  @Test func theSameBitsWithEveryMPIAndNearlyThoseOfOne() throws {
    let one = try Command(folder.trainArguments("--format", "json", output: "one")).finish()
    let loss = try #require(
      (one.object()["validation"] as? [String: Any])?["crossEntropy"] as? Double)
    for count in [2, 3] {
      var weights: [Data] = []
      for launcher in Launcher.all {
        let output = "\(launcher.testDescription)-\(count)"
        let run = try begin(
          launcher, count, folder.trainArguments("--format", "json", output: output)
        ).finish()
        #expect(run.status == 0, "\(run.errors)")
        let report = try run.object()
        #expect(report["processes"] as? Int == count)
        let found = (report["validation"] as? [String: Any])?["crossEntropy"] as? Double
        #expect(abs((found ?? 0) - loss) < 1e-5)
        weights.append(folder.bytes(output + "/weights.safetensors"))
      }
      #expect(Set(weights).count <= 1)
    }
  }

  @Test(arguments: Launcher.all) func everyTaskTrains(_ launcher: Launcher) throws {
    let data = folder.write(
      (0..<40).map { "__label__\($0 % 2) text \($0 % 2 == 0 ? "good" : "bad") \($0 % 7)\n" }
        .joined(), to: "texts.txt")
    let tags = folder.write(
      (0..<40).map { "word\($0 % 5)\tX\nb\($0 % 3)\tY\n\n" }.joined(), to: "tags.conll")
    let pairs = folder.write(
      (0..<40).map { "a b\($0 % 5)\tc\($0 % 5) d\n" }.joined(), to: "pairs.tsv")
    let tasks = [
      ["classify", "train", "--model-type", "lstm", "--train", data],
      ["tag", "train", "--train", tags],
      ["translate", "train", "--train", pairs, "--least-steps", "0"],
    ]
    for (place, task) in tasks.enumerated() {
      let run = try begin(
        launcher, 2,
        task + [
          "--output", folder.file("task\(place)"), "--epochs", "1", "--hidden-size", "4",
          "--embedding-size", "4", "--format", "json", "--quiet",
        ]
      ).finish()
      #expect(run.status == 0, "\(task): \(run.errors)")
      #expect(try run.object()["processes"] as? Int == 2)
      #expect(folder.exists("task\(place)/README.md"))
    }
  }

  @Test(arguments: Launcher.all) func aStopIsHeededByAllAndOthersGoOn(
    _ launcher: Launcher
  ) throws {
    let run = try begin(launcher, 2, long("run"))
    awaitCheckpoint(run, "run")
    // Any rank may be asked.
    kill(try #require(ranks("run").last), SIGTERM)
    let outcome = run.finish()
    #expect(outcome.status == 143, "\(outcome.errors)")
    #expect(outcome.errors.contains("and --resume"))
    let resumed = try Command([
      "lm", "train", "--resume", "--output", folder.file("run"), "--epochs", "1", "--format",
      "json",
    ]).finish()
    #expect(resumed.status == 0, "\(resumed.errors)")
    #expect(resumed.errors.contains("resumed at epoch"))
    #expect(try resumed.object()["processes"] as? Int == 1)
  }

  @Test(arguments: Launcher.all) func aRankThatIsKilledEndsAll(_ launcher: Launcher) throws {
    for victim in 0..<2 {
      let output = "killed\(victim)"
      let run = try begin(launcher, 2, long(output))
      awaitCheckpoint(run, output)
      kill(try #require(ranks(output).dropFirst(victim).first), SIGKILL)
      #expect(run.finish().status != 0)
      #expect(ranks(output).isEmpty)
    }
  }

  @Test(arguments: Launcher.all) func aRankThatIsHaltedIsNamed(_ launcher: Launcher) throws {
    let run = try begin(
      launcher, 2, long("halted"), environment: ["PARLANCE_MPI_PATIENCE": "3"])
    awaitCheckpoint(run, "halted")
    kill(try #require(ranks("halted").last), SIGSTOP)
    let outcome = run.finish()
    #expect(outcome.status != 0)
    #expect(outcome.errors.contains("not heard of for 3 s"), "\(outcome.errors)")
    #expect(ranks("halted").isEmpty)
  }

  @Test(arguments: Launcher.all) func whatIsWrongIsSaidOnce(_ launcher: Launcher) throws {
    folder.write("x", to: "file")
    let wrong: [(arguments: [String], code: Int32, words: String)] = [
      (["lm", "train", "--hidden-size", "x"], 64, "--hidden-size: expected a whole number"),
      (["recipes"], 64, "this command runs in one"),
      (["lm", "train", "--train", folder.file("none"), "--quiet"], 66, "none: cannot be opened"),
      (
        folder.trainArguments(output: "file"), 73, "is a file; expected a folder"
      ),
      (
        [
          "lm", "train", "--model-type", "kneser-ney", "--train", folder.writeText(), "--output",
          folder.file("counted"), "--quiet",
        ], 64, "made by one process"
      ),
      (folder.trainArguments("--autotune", "5", output: "tuned"), 64, "a search runs in one"),
    ]
    for (arguments, code, words) in wrong {
      let outcome = try Command(
        arguments, environment: Launcher.environment, launcher: launcher.words(2)
      ).finish()
      #expect(outcome.status == code, "\(arguments): \(outcome.errors)")
      let said = outcome.errors.split(separator: "\n").filter { $0.contains(words) }
      #expect(said.count == 1, "\(arguments): \(outcome.errors)")
      #expect(outcome.output.isEmpty)
    }
  }

  /// On hosts whose files or options are not alike.
  @Test(arguments: Launcher.all) func ranksThatAreToldOtherThingsAreNamed(
    _ launcher: Launcher
  ) throws {
    func begin(_ first: [String], _ second: [String]) throws -> Outcome {
      try Command(
        first + [":", "-n", "1", try Command.executable.path] + second,
        environment: Launcher.environment, launcher: launcher.words(1)
      ).finish()
    }
    for other in [["--dropout", "0.3"], ["--epochs", "3"], ["--runs", "2"]] {
      let outcome = try begin(
        folder.trainArguments("--epochs", "1", output: "model"),
        folder.trainArguments(output: "model") + ["--epochs", "1"] + other)
      #expect(outcome.status != 0)
      #expect(outcome.errors.contains("the options of rank 1"), "\(outcome.errors)")
    }
    for seed in ["1", "2"] {
      let made = folder.trainArguments("--epochs", "1", "--seed", seed, output: "model\(seed)")
      #expect(try Command(made).finish().status == 0)
    }
    func asked(_ model: String) -> [String] {
      ["lm", "evaluate", "-m", folder.file(model), "--data", folder.writeText()]
    }
    let outcome = try begin(asked("model1"), asked("model2"))
    #expect(outcome.status != 0 && outcome.errors.contains("of rank 1 are not those of rank 0"))
    let help = try Command(
      ["lm", "train", "--help"], environment: Launcher.environment, launcher: launcher.words(2)
    ).finish()
    #expect(help.status == 0 && help.lines.filter { $0.hasPrefix("OVERVIEW:") }.count == 1)
  }

  @Test(arguments: Launcher.all) func linesAreShared(_ launcher: Launcher) throws {
    let text = folder.writeText()
    let labelled = folder.write(
      (0..<40).map { "__label__\($0 % 2) text \($0 % 2 == 0 ? "good" : "bad") \($0 % 7)\n" }
        .joined(), to: "texts.txt")
    let made = [
      ["lm", "train", "--model-type", "kneser-ney", "--train", text, "-o", folder.file("lm")],
      [
        "classify", "train", "--model-type", "dan", "--epochs", "1", "--train", labelled, "-o",
        folder.file("classifier"),
      ],
      folder.trainArguments("--epochs", "1", output: "stream"),
    ]
    for arguments in made {
      let outcome = try Command(arguments).finish()
      #expect(outcome.status == 0, "\(outcome.errors)")
    }
    let asked = [
      ["lm", "evaluate", "-m", folder.file("stream"), "--data", text],
      ["lm", "score", "-m", folder.file("lm"), text],
      ["lm", "score", "-m", folder.file("stream"), text, "--format", "json"],
      ["lm", "evaluate", "-m", folder.file("lm"), "--data", text],
      ["classify", "evaluate", "-m", folder.file("classifier"), "--data", labelled],
    ]
    for arguments in asked {
      let one = try Command(arguments).finish()
      #expect(one.status == 0, "\(one.errors)")
      #expect(try begin(launcher, 3, arguments).finish().output == one.output, "\(arguments)")
    }
  }

  @Test(arguments: Launcher.all) func countsAreShared(_ launcher: Launcher) throws {
    let text = folder.writeText(lines: 200)
    func arguments(_ file: String, _ text: String) -> [String] {
      ["lm", "count", "--train", text, "--output", folder.file(file)]
    }
    #expect(try Command(arguments("1", text)).finish().status == 0)
    for count in [2, 3] {
      let run = try begin(launcher, count, arguments("\(count)", text) + ["--format", "json"])
        .finish()
      #expect(run.status == 0, "\(run.errors)")
      #expect(try run.object()["processes"] as? Int == count)
      #expect(folder.bytes("\(count)") == folder.bytes("1"))
    }
    // What is wrong in the last rank's lines alone.
    let wrong = folder.write(Data("a b\nc d\ne f\n".utf8) + [0xFF, 0x0A], to: "wrong.txt")
    let outcome = try begin(launcher, 2, arguments("none", wrong)).finish()
    #expect(outcome.status == 65, "\(outcome.errors)")
    #expect(outcome.errors.contains("wrong.txt:4:"), "\(outcome.errors)")
    #expect(!folder.exists("none"))
  }

  @Test func withoutALibraryNobodyTrains() throws {
    let environment = [
      "PMI_SIZE": "2", "PMI_RANK": "0", "PARLANCE_MPI": folder.file("libmpi.so"),
    ]
    let outcome = try Command(
      folder.trainArguments(output: "model"), environment: environment
    ).finish()
    #expect(outcome.status == 69)
    #expect(outcome.errors.contains("MPI cannot be opened"))
    #expect(!folder.exists("model"))
  }

  @Test(.enabled(if: Launcher.all.count == 2)) func theOtherLibraryIsRefused() throws {
    let launcher = try #require(Launcher.all.first { !$0.isOpenMPI })
    let outcome = try begin(
      launcher, 2, folder.trainArguments(output: "model"),
      environment: ["PARLANCE_MPI": "libmpi.so.40"]
    ).finish()
    #expect(outcome.status != 0)
    #expect(outcome.errors.contains("knows of 1"), "\(outcome.errors)")
    #expect(!folder.exists("model"))
  }
}
