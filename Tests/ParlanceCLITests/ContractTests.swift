import Foundation
import Testing

/// What is printed with `--format json`: exactly these keys.
@Suite struct ContractTests {
  private let folder = TemporaryFolder()

  private func trained(_ extra: String...) throws -> Outcome {
    let outcome = try Command(folder.trainArguments() + extra).finish()
    #expect(outcome.status == 0, "\(outcome.errors)")
    return outcome
  }

  private static let evaluation: Set = ["crossEntropy", "perplexity", "tokens"]

  @Test func train() throws {
    let outcome = try trained("--test", folder.writeText(), "--format", "json")
    let report = try outcome.object()
    #expect(
      Set(report.keys) == [
        "model", "epochs", "seconds", "wordsPerSecond", "processes", "device", "precision",
        "validation", "test",
      ])
    #expect(report["precision"] as? String == "float32")
    #expect(report["device"] as? String == "cpu" && report["processes"] as? Int == 1)
    #expect(report["model"] as? String == folder.file("model"))
    #expect(report["epochs"] as? Int == 2)
    for name in ["validation", "test"] {
      let evaluation = try #require(report[name] as? [String: Any])
      #expect(Set(evaluation.keys) == Self.evaluation)
    }
    #expect(outcome.errors.isEmpty)
    for name in ["model.json", "weights.safetensors", "vocabulary.txt", "README.md"] {
      #expect(folder.exists("model/" + name), "\(name)")
    }
  }

  @Test func commandsThatTakeAModel() throws {
    _ = try trained()
    let model = folder.file("model")
    let text = folder.write("the cat sees a dog .\n\na zebra\n", to: "data.txt")

    let evaluation = try parlance(
      "lm", "evaluate", "--model", model, "--data", text, "--format", "json"
    ).object()
    #expect(
      Set(evaluation.keys) == [
        "tokens", "outOfVocabulary", "crossEntropy", "perplexity", "words", "characters",
        "perplexityPerWord", "bitsPerCharacter",
      ])
    #expect(evaluation["tokens"] as? Int == 10)
    #expect(evaluation["outOfVocabulary"] as? Int == 1)

    let texts = try #require(
      try parlance(
        "lm", "generate", "--model", model, "--count", "3", "--prompt", "the", "--format", "json"
      ).object()["texts"] as? [[String: Any]])
    #expect(texts.count == 3)
    for text in texts {
      #expect(Set(text.keys) == ["text", "logProbability", "tokens"])
      #expect((text["text"] as? String)?.hasPrefix("the") == true)
    }

    let scores = try parlance(
      "lm", "score", "--model", model, "--format", "json", input: "a dog\n\nzebra\n")
    let unknown = try scores.lines.map { line in
      let score = try #require(
        try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      #expect(Set(score.keys) == ["logProbability", "perplexity", "tokens", "unknown"])
      return score["unknown"] as? Int
    }
    #expect(unknown == [0, 0, 1])

    let inspected = try parlance("inspect", model, "--format", "json").object()
    #expect(
      Set(inspected.keys) == [
        "model", "kind", "architecture", "parameters", "parameterCount", "weightBytes", "history",
      ])
    let parts = try #require(inspected["parameters"] as? [[String: Any]])
    #expect(
      parts.reduce(0) { $0 + ($1["count"] as? Int ?? 0) } == inspected["parameterCount"] as? Int)
  }

  @Test func textForPeople() throws {
    let train = try trained()
    #expect(train.output.contains("validation  perplexity"))
    let model = folder.file("model")
    let shown = try parlance("inspect", model).output
    #expect(shown.contains("rnn.weight_ih_l0"))
    #expect(shown.contains("32 × 8"))
    #expect(shown.contains(where: { "▁▂▃▄▅▆▇█".contains($0) }))
    let scores = try parlance("lm", "score", "--model", model, input: "a dog\nthe cat")
    #expect(scores.lines.count == 2)
    for line in scores.lines {
      let fields = line.split(separator: "\t")
      #expect(fields.count == 2)
      #expect(fields.allSatisfy { Double($0) != nil })
    }
    let texts = try parlance("lm", "generate", "--model", model, "--count", "4").output
    #expect(texts.filter { $0 == "\n" }.count == 4)
  }

  @Test(arguments: [
    (
      ["recurrent", "--hidden", "8", "--vocabulary", "20", "--batch", "2", "--steps", "2"],
      ["wordsPerSecond", "millisecondsPerStep", "gflops", "peakBytes"]
    ),
    (
      [
        "recurrent", "--hidden", "8", "--vocabulary", "20", "--batch", "2", "--steps", "2",
        "--precision", "bfloat16",
      ],
      ["wordsPerSecond", "millisecondsPerStep", "gflops", "peakBytes"]
    ),
    (
      ["recurrent", "--hidden", "8", "--vocabulary", "20", "--batch", "2", "--static"],
      ["wordsPerSecond", "millisecondsPerStep", "gflops", "peakBytes", "plannedBytes"]
    ),
    (
      ["generate", "--hidden", "8", "--vocabulary", "20", "--tokens", "5"],
      ["microsecondsPerToken"]
    ),
    (
      [
        "generate", "--hidden", "8", "--vocabulary", "20", "--tokens", "5", "--texts", "3",
        "--precision", "int8",
      ],
      ["microsecondsPerToken"]
    ),
    (
      ["generate", "--hidden", "8", "--vocabulary", "20", "--tokens", "5", "--beam", "3"],
      ["microsecondsPerToken"]
    ),
    (["matmul", "16", "32", "8", "--transposed-b"], ["gflops"]),
    (
      [
        "static", "--network", "transformer", "--batch", "2", "--length", "3", "--hidden", "8",
        "--vocabulary", "20", "--steps", "2",
      ],
      [
        "dynamicStepsPerSecond", "staticStepsPerSecond", "operations", "passes", "plannedBytes",
        "unplannedBytes", "peakBytes",
      ]
    ),
    (
      ["static", "--graph", "dynamic", "--batch", "2", "--hidden", "8", "--steps", "2"],
      ["dynamicStepsPerSecond", "peakBytes"]
    ),
    (
      ["translate", "--hidden", "8", "--embedding", "8", "--vocabulary", "20", "--steps", "2"],
      ["wordsPerSecond", "sentencesPerSecond", "millisecondsPerStep"]
    ),
  ])
  func bench(arguments: [String], keys: [String]) throws {
    let report = try Command(["bench"] + arguments + ["--format", "json", "--threads", "1"])
      .finish().object()
    #expect(Set(report.keys) == Set(keys))
    for (_, value) in report { #expect((value as? Double ?? 0) > 0) }
  }
}
