import Foundation
import Testing

/// `--autotune` and `--runs`.
@Suite struct TuningCommandTests {
  private let folder = TemporaryFolder()

  private func arguments(_ extra: String...) -> [String] {
    let texts = (0..<40).map { number in
      "__label__\(number % 2 == 0 ? "ham" : "spam") \(number % 2 == 0 ? "good" : "bad") \(number)\n"
    }
    let data = folder.write(texts.joined(), to: "train.txt")
    return [
      "classify", "train", "--train", data, "--test", data, "--output", folder.file("model"),
      "--model-type", "logistic", "--format", "json", "--quiet",
    ] + extra
  }

  private func run(_ arguments: [String]) throws -> Outcome { try Command(arguments).finish() }

  @Test func severalRuns() throws {
    let object = try run(arguments("--runs", "2", "--epochs", "2", "--seed", "5")).object()
    let runs = try #require(object["runs"] as? [String: Any])
    #expect(runs["seeds"] as? [Int] == [5, 6])
    let best = try #require(runs["best"] as? Int)
    let scores = try #require(runs["test"] as? [String: [String: Any]])
    #expect(Set(scores.keys) == ["accuracy", "macroF1", "microF1", "logLoss"])
    let values = try #require(scores["accuracy"]?["values"] as? [Double])
    let mean = try #require(scores["accuracy"]?["mean"] as? Double)
    #expect(values.count == 2 && abs(values.reduce(0, +) / 2 - mean) < 1e-12)
    #expect(scores["accuracy"]?["standardDeviation"] is Double)
    #expect(object["model"] as? String == folder.file("model"))
    #expect(object["validation"] is [String: Any] && object["test"] is [String: Any])
    #expect(
      folder.bytes("model/weights.safetensors")
        == folder.bytes("model/seeds/\(best)/weights.safetensors"))
    // What is done is not done again, and gives the same.
    let again = try run(arguments("--runs", "2", "--resume")).object()
    #expect((again["runs"] as? [String: Any])?["best"] as? Int == best)
    #expect(try run(arguments("--runs", "2")).status == 73)
    let evaluated = try parlance(
      "classify", "evaluate", "--model", folder.file("model"), "--data",
      folder.file("train.txt"))
    #expect(evaluated.status == 0)
  }

  @Test func aSearch() throws {
    let object = try run(arguments("--autotune", "3", "--epochs", "4")).object()
    let search = try #require(object["autotune"] as? [String: Any])
    let trials = try #require(search["trials"] as? [[String: Any]])
    #expect(trials.isEmpty || folder.exists("model/run/trials.json"))
    for trial in trials {
      // What was said is not looked for.
      let values = try #require(trial["values"] as? [String: Any])
      #expect(values["epochs"] == nil && values["model-type"] == nil)
    }
    #expect(object["epochs"] as? Int == 4 && object["validation"] is [String: Any])
    #expect(folder.exists("model/weights.safetensors") && !folder.exists("model.search"))
  }

  @Test func aSearchThatIsStoppedGoesOn() throws {
    // A folder may be said with a slash at its end.
    let words = arguments("--autotune", "4", "--epochs", "4")
      .map { $0 == folder.file("model") ? $0 + "/" : $0 }
    let first = try Command(words)
    while first.isRunning && !folder.exists("model.search/trials.json") { usleep(5_000) }
    first.send(SIGINT)
    let stopped = first.finish()
    // A machine without time for one trial ends by itself.
    guard stopped.status != 0 else { return }
    #expect(stopped.status == 130 && stopped.errors.contains("are kept"), "\(stopped.errors)")
    #expect(!folder.exists("model"))
    let object = try run(words + ["--resume"]).object()
    let search = try #require(object["autotune"] as? [String: Any])
    let trials = try #require(search["trials"] as? [[String: Any]])
    #expect((trials.first?["values"] as? [String: Any])?.isEmpty == true)
    #expect(object["epochs"] as? Int == 4)
    #expect(folder.exists("model/run/trials.json") && !folder.exists("model.search"))
  }

  @Test func wrongDataEndsASearch() throws {
    let words = arguments("--autotune", "100")
    folder.write("__label__a x\nno label\n", to: "train.txt")
    let outcome = try run(words)
    #expect(outcome.status == 65 && outcome.errors.contains("train.txt:2"), "\(outcome.errors)")
    #expect(!folder.exists("model") && !folder.exists("model.search"))
  }

  @Test func anEarlierSearchIsNotThrownAway() throws {
    try FileManager.default.createDirectory(
      atPath: folder.file("model.search"), withIntermediateDirectories: true)
    folder.write("{}", to: "model.search/trials.json")
    let outcome = try run(arguments("--autotune", "1"))
    #expect(outcome.status == 73 && outcome.errors.contains("model.search"))
    #expect(try run(arguments("--autotune", "1", "--resume")).status == 65)
    #expect(try run(arguments("--autotune", "0")).status == 64)
    #expect(try run(arguments("--runs", "0")).status == 64)
  }
}
