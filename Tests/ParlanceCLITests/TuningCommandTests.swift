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
    // One more has the options of the others.
    let model = folder.file("model")
    let more = try run(["classify", "train", "--resume", "--runs", "3", "--output", model, "-q"])
    #expect(more.status == 0, "\(more.errors)")
    func options(_ seed: Int) -> [Substring] {
      folder.read("model/seeds/\(seed)/run/config.yaml").split(separator: "\n")
        .filter { !$0.hasPrefix("seed:") }
    }
    #expect(options(7) == options(5) && options(5).contains("epochs: 2"))
    let single = try run(["classify", "train", "--resume", "--output", model])
    #expect(single.status == 64 && single.errors.contains("holds several runs"))
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

  // MARK: Language models

  /// Options that train a small model of a type.
  private func languageModel(_ type: String, _ extra: String...) -> [String] {
    let text = folder.writeText(lines: 200)
    let network = [
      "--hidden-size", "8", "--batch-size", "4", "--sequence-length", "7", "--epochs", "4",
      "--embedding-size", "8",
    ]
    return [
      "lm", "train", "--model-type", type, "--train", text, "--validation", text, "--output",
      folder.file("model"), "--format", "json", "--quiet",
    ] + (type == "recurrent" ? network : []) + extra
  }

  @Test(arguments: ["recurrent", "kneser-ney", "snm"])
  func severalLanguageModels(type: String) throws {
    let words = languageModel(type, "--runs", "2", "--seed", "3")
    let object = try run(words).object()
    let runs = try #require(object["runs"] as? [String: Any])
    #expect(runs["seeds"] as? [Int] == [3, 4])
    let best = try #require(runs["best"] as? Int)
    let scores = try #require(runs["validation"] as? [String: [String: Any]])
    let values = try #require(scores["crossEntropy"]?["values"] as? [Double])
    #expect(values.count == 2)
    // Counts are the same whatever the seed; of networks that with the least loss is kept.
    #expect(type == "recurrent" ? best == (values[0] <= values[1] ? 3 : 4) : values[0] == values[1])
    let kept = try #require(object["validation"] as? [String: Any])
    #expect(kept["crossEntropy"] as? Double == values.min())
    let again = try run(words + ["--resume"]).object()
    #expect((again["validation"] as? [String: Any])?["crossEntropy"] as? Double == values.min())
    let text = try parlance(
      "lm", "evaluate", "--model", folder.file("model"), "--data", folder.file("text.txt"))
    #expect(text.status == 0)
  }

  @Test(arguments: ["recurrent", "kneser-ney", "ngram"])
  func aSearchForALanguageModel(type: String) throws {
    let object = try run(languageModel(type, "--autotune", "2")).object()
    let search = try #require(object["autotune"] as? [String: Any])
    let trials = try #require(search["trials"] as? [[String: Any]])
    let names = trials.compactMap { $0["values"] as? [String: Any] }.flatMap(\.keys)
    // What was said, and what would change the vocabulary, is not looked for.
    let known: Set =
      type == "recurrent"
      ? ["learning-rate", "layers", "dropout", "cell"] : ["order", "smoothing", "prune", "add-k"]
    #expect(Set(names).isSubset(of: known), "\(names)")
    let loss = (object["validation"] as? [String: Any])?["crossEntropy"] as? Double
    let most = trials.compactMap { $0["rung"] as? Int }.max()
    let best = trials.filter { $0["rung"] as? Int == most }.compactMap { $0["score"] as? Double }
    // The model that is made is the best trial, once trials have the whole effort.
    if let best = best.max(), most == (type == "recurrent" ? 2 : 0) {
      #expect(try abs(#require(loss) + best) < 1e-9)
    }
    let saved = folder.read("model/run/config.yaml")
    for (name, value) in try #require(search["best"] as? [String: Any]) {
      #expect(saved.contains("\(name): \(value)"), "\(name) \(value): \(saved)")
    }
    #expect(folder.exists("model/run/trials.json") && !folder.exists("model.search"))
  }

  @Test func whatCannotBeTunedIsSaid() throws {
    let none = try run([
      "lm", "train", "--model-type", "kneser-ney", "--train", "-", "--output",
      folder.file("model"), "--runs", "2",
    ])
    #expect(none.status == 64 && none.errors.contains("--train -"), "\(none.errors)")
    _ = try run(languageModel("kneser-ney", "--runs", "2"))
    let other = try parlance(
      "lm", "train", "--runs", "2", "--resume", "--output", folder.file("model"))
    #expect(other.status == 64 && other.errors.contains("--model-type kneser-ney"))
    #expect(!folder.exists("model/seeds/1/weights.safetensors"))
  }

  @Test func aSearchForALanguageModelGoesOn() throws {
    let words = languageModel("recurrent", "--autotune", "4")
    let first = try Command(words)
    while first.isRunning && !folder.exists("model.search/trials.json") { usleep(5_000) }
    first.send(SIGINT)
    let stopped = first.finish()
    guard stopped.status != 0 else { return }
    #expect(stopped.status == 130 && stopped.errors.contains("are kept"), "\(stopped.errors)")
    let object = try run(words + ["--resume"]).object()
    let trials = try #require((object["autotune"] as? [String: Any])?["trials"] as? [[String: Any]])
    #expect((trials.first?["values"] as? [String: Any])?.isEmpty == true)
    #expect(object["epochs"] as? Int == 4 && !folder.exists("model.search"))
  }
}
