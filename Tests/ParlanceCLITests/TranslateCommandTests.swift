import Foundation
import Testing

/// `parlance translate`.
@Suite struct TranslateCommandTests {
  private let folder = TemporaryFolder()

  private func pairs(_ count: Int = 24) -> String {
    let words = [("dog", "Hund"), ("cat", "Katze"), ("bird", "Vogel")]
    return folder.write(
      (0..<count).map { "a \(words[$0 % 3].0) \($0)\tein \(words[$0 % 3].1) \($0)\n" }.joined(),
      to: "pairs.tsv")
  }

  private func train(_ arguments: String...) throws -> Outcome {
    try Command(
      [
        "translate", "train", "--train", pairs(), "--output", folder.file("m"), "--hidden-size",
        "16",
        "--embedding-size", "16", "--epochs", "1", "--format", "json",
      ] + arguments
    ).finish()
  }

  @Test(arguments: ["recurrent", "transformer"]) func trainsAndAnswers(_ type: String) throws {
    let trained = try train("--model-type", type, "--level", "word")
    #expect(trained.status == 0, "\(trained.errors)")
    let report = try trained.object()
    let validation = try #require(report["validation"] as? [String: Any])
    for key in ["crossEntropy", "perplexity", "bleu", "chrf", "exactMatch"] {
      #expect(validation[key] is Double, "\(key)")
    }
    #expect(report["epochs"] as? Int == 1 && report["wordsPerSecond"] is Double)
    let model = folder.file("m")
    let written = try parlance(
      "translate", "predict", "--model", model, input: "a dog 3\n\na cat\n")
    let lines = written.output.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(written.status == 0 && lines.count == 4 && lines[1].isEmpty)
    let data = folder.write("a dog 1\tein Hund 1\na cat 2\teine Katze 2\n", to: "data.tsv")
    let scores = try parlance(
      "translate", "evaluate", "--model", model, "--data", data, "--format", "json"
    ).object()
    #expect(scores["sentences"] as? Int == 2)
    #expect((scores["signature"] as? String)?.contains("tok:13a") == true)
    let score = try parlance("translate", "score", "--model", model, "--data", data)
    #expect(score.lines.count == 2 && score.lines.allSatisfy { Double($0)! < 0 })
    let inspected = try parlance("inspect", model)
    #expect(inspected.status == 0 && inspected.output.contains("words"))
  }

  @Test func twoFilesAreAsGoodAsOne() throws {
    let source = folder.write("a dog\na cat\na dog\n", to: "source.txt")
    let target = folder.write("ein Hund\neine Katze\nein Hund\n", to: "target.txt")
    let outcome = try parlance(
      "translate", "train", "--source-train", source, "--target-train", target,
      "--source-validation", source, "--target-validation", target, "--epochs", "1",
      "--hidden-size", "8", "--embedding-size", "8", "--output", folder.file("two"))
    #expect(outcome.status == 0, "\(outcome.errors)")
    let config = folder.read("two/run/config.yaml")
    #expect(config.contains("source-train:") && config.contains("level: subword"))
  }

  @Test func wrongInput() throws {
    func expect(_ status: Int32, _ message: String, _ arguments: String...) throws {
      let outcome = try Command(["translate"] + arguments).finish()
      #expect(outcome.status == status && outcome.errors.contains(message), "\(outcome)")
    }
    let pairs = pairs()
    let short = folder.write("a dog\n", to: "short.txt")
    let long = folder.write("ein Hund\neine Katze\n", to: "long.txt")
    let output = folder.file("none")
    try expect(64, "expected pairs of sentences", "train", "--output", output)
    try expect(66, "nowhere.tsv", "train", "--train", "nowhere.tsv", "--output", output)
    try expect(65, "a source, a tab and a target", "train", "--train", short, "--output", output)
    try expect(
      65, "ends at line 1", "train", "--source-train", short, "--target-train", long, "--output",
      output)
    try expect(64, "a file for each side", "train", "--source-train", short, "--output", output)
    try expect(
      64, "--heads does not go with --model-type recurrent", "train", "--train", pairs, "--heads",
      "2")
    try expect(
      64, "expected a multiple of the", "train", "--train", pairs, "--model-type", "transformer",
      "--hidden-size", "30", "--embedding-size", "30", "--output", output)
    try expect(64, "expected --data, or both", "evaluate", "--model", output)
    #expect(!FileManager.default.fileExists(atPath: output))
  }
}
