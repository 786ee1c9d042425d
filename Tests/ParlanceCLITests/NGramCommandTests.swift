import Foundation
import Testing

/// n-gram models through the same commands as recurrent ones.
@Suite struct NGramCommandTests {
  private let folder = TemporaryFolder()

  private func train(_ extra: String..., output: String = "model") throws -> Outcome {
    try Command(
      [
        "lm", "train", "--model-type", "kneser-ney", "--order", "3", "--train",
        folder.writeText(), "--output", folder.file(output),
      ] + extra
    ).finish()
  }

  @Test func theSameKeysAsOfARecurrentModel() throws {
    let text = folder.writeText()
    let outcome = try train("--validation", text, "--test", text, "--format", "json", "--quiet")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(
      Set(try outcome.object().keys) == [
        "model", "epochs", "seconds", "wordsPerSecond", "processes", "device", "validation", "test",
      ])
    #expect(outcome.errors.isEmpty)
    for name in ["model.json", "ngrams.bin", "vocabulary.txt", "README.md", "run/config.yaml"] {
      #expect(folder.exists("model/" + name), "\(name)")
    }
    let model = folder.file("model")
    let data = folder.write("the cat sees a dog .\n\na zebra\n", to: "data.txt")
    let evaluation = try parlance(
      "lm", "evaluate", "--model", model, "--data", data, "--format", "json"
    ).object()
    #expect(
      Set(evaluation.keys) == [
        "tokens", "outOfVocabulary", "crossEntropy", "perplexity", "words", "characters",
        "perplexityPerWord", "bitsPerCharacter",
      ])
    #expect(evaluation["tokens"] as? Int == 10)
    #expect(evaluation["outOfVocabulary"] as? Int == 1)
    let inspected = try parlance("inspect", model, "--format", "json").object()
    #expect(
      Set(inspected.keys) == [
        "model", "kind", "architecture", "parameters", "parameterCount", "weightBytes", "history",
      ])
    #expect(try parlance("inspect", model).output.contains("3-gram language model over words"))
  }

  @Test func scoresGeneratesAndConverts() throws {
    let outcome = try train()
    #expect(outcome.status == 0)
    #expect(outcome.errors.contains("too few 1-grams to estimate their discounts"))
    let arpa = folder.file("model.arpa.gz")
    let model = folder.file("model")
    #expect(try parlance("lm", "convert", "--model", model, "--output", arpa).status == 0)
    let back = folder.file("back")
    let converted = try parlance(
      "lm", "convert", "--model", arpa, "--output", back, "--format", "json"
    ).object()
    #expect(Set(converted.keys) == ["model", "order", "words", "counts", "bytes"])
    #expect(converted["order"] as? Int == 3)
    let itself = try parlance("lm", "convert", "--model", back, "--output", back, "--overwrite")
    #expect(itself.status == 73 && itself.errors.contains("place of the model"))
    let prompted = try parlance(
      "lm", "generate", "--model", model, "--prompt", "zebra the", "--length", "0")
    #expect(prompted.output == "<unk> the\n")
    let lines = "a dog\n\nthe cat sees zebra\n"
    let scores = try [model, arpa, back].map {
      try parlance("lm", "score", "--model", $0, input: lines).output
    }
    #expect(scores[0].split(separator: "\n").count == 3)
    #expect(scores[1] == scores[0])
    #expect(scores[2] == scores[0])
    for extra in [["--count", "3"], ["--beam", "3"], ["--most-likely"], ["--top-k", "2"]] {
      let texts = try #require(
        try Command(
          ["lm", "generate", "--model", model, "--prompt", "the", "--format", "json"] + extra
        ).finish().object()["texts"] as? [[String: Any]])
      for text in texts {
        #expect((text["text"] as? String)?.hasPrefix("the") == true)
        #expect((text["logProbability"] as? Double)?.isFinite == true)
      }
    }
    let again = try parlance("lm", "convert", "--model", model, "--output", arpa)
    #expect(again.status == 73, "\(again.errors)")
  }

  @Test func theSavedFileMakesTheSameModel() throws {
    for extra in [["--prune", "0 1"], ["--smoothing", "kneser-ney"], ["--memory", "1M"]] {
      let made = try Command(
        [
          "lm", "train", "--model-type", "kneser-ney", "--train", folder.writeText(), "--output",
          folder.file("model"), "--overwrite",
        ] + extra
      ).finish()
      #expect(made.status == 0, "\(made.errors)")
      let outcome = try parlance(
        "lm", "train", "--config", folder.file("model/run/config.yaml"), "--output",
        folder.file("again"), "--overwrite")
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(folder.bytes("again/ngrams.bin") == folder.bytes("model/ngrams.bin"))
    }
  }

  @Test func countsAddUpToTheModelOfTheText() throws {
    let lines = (0..<60).map { "the w\($0 % 7) sees w\($0 % 11) and w\($0 % 5) .\n" }
    let whole = folder.write(lines.joined(), to: "whole.txt")
    let files = try [lines[..<25], lines[25...]].enumerated().map { place, part in
      let text = folder.write(part.joined(), to: "part\(place).txt")
      let outcome = try parlance(
        "lm", "count", "--train", text, "--order", "4", "--output", text + ".counts", "--format",
        "json")
      #expect(outcome.status == 0, "\(outcome.errors)")
      let report = try outcome.object()
      #expect(
        Set(report.keys) == [
          "file", "order", "words", "tokens", "lines", "ngrams", "processes", "seconds",
        ])
      #expect(report["lines"] as? Int == part.count && report["tokens"] as? Int == 7 * part.count)
      return text + ".counts"
    }
    func train(_ output: String, _ arguments: [String]) throws -> Data {
      let outcome = try Command(
        [
          "lm", "train", "--model-type", "kneser-ney", "--order", "3", "--output",
          folder.file(output), "--quiet",
        ] + arguments
      ).finish()
      #expect(outcome.status == 0, "\(outcome.errors)")
      let arpa = output + ".arpa"
      let converted = try parlance(
        "lm", "convert", "--model", folder.file(output), "--output", folder.file(arpa))
      #expect(converted.status == 0, "\(converted.errors)")
      return folder.bytes(output + "/ngrams.bin") + folder.bytes(arpa)
    }
    let expected = try train("text", ["--train", whole, "--no-hold-out"])
    #expect(try train("counts", ["--counts"] + files) == expected)
    #expect(try train("again", ["--config", folder.file("counts/run/config.yaml")]) == expected)
    let page = try parlance(
      "report", folder.file("counts"), "--output", folder.file("page.html"))
    #expect(page.status == 0, "\(page.errors)")
    let there = try parlance(
      "lm", "count", "--train", whole, "--output", files[0])
    #expect(there.status == 73, "\(there.errors)")
  }

  @Test func aStopLeavesNoCounts() throws {
    let text = folder.writeText(lines: 400_000)
    let run = try Command([
      "lm", "count", "--train", text, "--order", "9", "--output", folder.file("counts"),
    ])
    usleep(1_000_000)
    run.send(SIGTERM)
    #expect(run.finish().status == 143)
    #expect(!folder.exists("counts"))
  }

  @Test func countsThatDoNotFit() throws {
    let text = folder.writeText()
    let counts = folder.file("counts")
    #expect(
      try parlance("lm", "count", "--train", text, "--order", "3", "--output", counts).status == 0)
    let wrong: [(arguments: [String], code: Int32, words: String)] = [
      (["--counts", counts], 64, "--order: expected at most 3, that of \(counts), found 5"),
      (["--counts", counts, "--order", "3", "--train", text], 64, "exclude each other"),
      (
        ["--counts", counts, "--order", "3", "--hold-out"], 64,
        "--counts does not go with --hold-out"
      ),
      (["--counts", counts, "--order", "3", "--level", "character"], 64, "--level: expected word"),
      (["--counts", counts, folder.file("none")], 66, "none"),
      (["--counts", text], 65, "text.txt: expected a file that lm count wrote"),
      (
        ["--counts", counts, "--model-type", "recurrent"], 64,
        "--counts does not go with --model-type recurrent"
      ),
    ]
    for (arguments, code, words) in wrong {
      let outcome = try Command(
        ["lm", "train", "--model-type", "kneser-ney", "--output", folder.file("new")] + arguments
      ).finish()
      #expect(outcome.status == code, "\(arguments): \(outcome.errors)")
      #expect(outcome.errors.contains(words), "\(arguments): \(outcome.errors)")
      #expect(!folder.exists("new"))
    }
    for (arguments, words) in [
      (["--level", "subword"], "--level subword does not go with n-grams"),
      (["--memory", "10"], "--memory: expected at least"), (["--order", "0"], "--order: expected"),
    ] {
      let outcome = try Command(
        ["lm", "count", "--train", text, "--output", folder.file("new")] + arguments
      ).finish()
      #expect(outcome.status == 64, "\(outcome.errors)")
      #expect(outcome.errors.contains(words), "\(outcome.errors)")
    }
  }

  @Test func recipesWithoutAText() throws {
    let outcome = try parlance(
      "lm", "train", "--model-type", "ngram", "--order", "2", "--output", folder.file("model"))
    #expect(outcome.status == 0, "\(outcome.errors)")
  }

  @Test(arguments: [
    (["--hidden-size", "8"], "--hidden-size does not go with --model-type kneser-ney"),
    (["--epochs", "2"], "--epochs does not go with"), (["--order", "0"], "--order: expected"),
    (["--order", "1001"], "--order: expected"), (["--prune", "0 x"], "prune"),
    (["--prune", "2 1"], "--prune: expected thresholds"),
    (["--prune", "1 1 1 1 1 1"], "--prune: expected at most 5"), (["--memory", "much"], "memory"),
    (["--memory", "10"], "--memory: expected at least"),
    (["--add-k", "0.5"], "--add-k goes with --smoothing add-k only"),
    (["--smoothing", "witten-bell"], "--smoothing witten-bell does not go with"),
    (["--resume"], "--resume"),
  ])
  func usage(arguments: [String], message: String) throws {
    let outcome = try Command(
      [
        "lm", "train", "--model-type", "kneser-ney", "--train", folder.writeText(), "--output",
        folder.file("new"),
      ] + arguments
    ).finish()
    #expect(outcome.status == 64, "\(outcome.errors)")
    #expect(outcome.errors.contains(message), "\(outcome.errors)")
    #expect(!folder.exists("new"))
  }

  @Test func optionsOfNGramsNeedAnNGramModel() throws {
    let outcome = try parlance("lm", "train", "--order", "3", "--output", folder.file("new"))
    #expect(outcome.status == 64)
    #expect(
      outcome.errors.contains("--order does not go with --model-type recurrent"),
      "\(outcome.errors)")
  }

  @Test func wrongInput() throws {
    func failure(_ status: Int32, _ message: String, _ arguments: [String]) throws {
      let outcome = try Command(arguments).finish()
      #expect(outcome.status == status, "\(outcome.errors)")
      #expect(outcome.errors.contains(message), "\(outcome.errors)")
      #expect(outcome.output.isEmpty)
      #expect(!folder.exists("new"))
    }
    func train(_ text: String) -> [String] {
      [
        "lm", "train", "--model-type", "ngram", "--train", text, "--output", folder.file("new"),
        "--quiet",
      ]
    }
    try failure(66, "nowhere", train(folder.file("nowhere")))
    try failure(65, "empty", train(folder.write("", to: "empty.txt")))
    try failure(65, "empty", train(folder.write("\n \n", to: "blank.txt")))
    try failure(65, ":1:", train(folder.write(Data([0x41, 0xFF]), to: "invalid.txt")))
    let arpa = folder.write("\\data\\\nngram 1=2\n\n\\1-grams:\n-1\ta\n", to: "bad.arpa")
    try failure(65, "bad.arpa:5:", ["lm", "score", "--model", arpa])
    try failure(65, "bad.arpa:5:", ["inspect", arpa])
    try failure(
      65, "bad.arpa:5:", ["lm", "convert", "--model", arpa, "--output", folder.file("new")])
    try failure(66, "none", ["lm", "score", "--model", folder.file("none")])
  }

  /// File and line of each kind of damage, the exit code of bad data, and no result.
  @Test(arguments: [
    ("ngram 2=2", "ngram 2=3", 16, "says 3 2-grams, its section has 2"),
    ("ngram 2=2", "ngram 2=1", 14, #"expected \end\"#),
    ("ngram 2=2\n", "", 6, "the highest order has the back-off"),
    ("-0.3\ta b", "0.3\ta b", 14, "log-probability 0.3 is above 0"),
    ("\n\\end\\\n", "", 14, "cut short"), ("-0.7\tb\t0", "-0.7\tb\tx", 10, "expected a back-off"),
    ("-0.3\ta b", "-0.3\ta c", 14, "the word c is not among the 1-grams"),
  ])
  func malformedARPA(part: String, damaged: String, line: Int, message: String) throws {
    let good =
      "\\data\\\nngram 1=5\nngram 2=2\n\n\\1-grams:\n-0.9\t<unk>\t0\n0\t<s>\t-0.1\n-0.6\t</s>\t0\n"
      + "-0.5\ta\t-0.2\n-0.7\tb\t0\n\n\\2-grams:\n-0.4\t<s> a\n-0.3\ta b\n\n\\end\\\n"
    #expect(good.contains(part))
    let whole = try parlance(
      "lm", "score", "--model", folder.write(good, to: "good.arpa"), input: "a b\n")
    #expect(whole.status == 0, "\(whole.errors)")
    let path = folder.write(good.replacing(part, with: damaged), to: "bad.arpa")
    let outcome = try parlance("lm", "score", "--model", path, input: "a b\n")
    #expect(outcome.status == 65)
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors.hasPrefix("parlance: \(path):\(line): "), "\(outcome.errors)")
    #expect(outcome.errors.contains(message), "\(outcome.errors)")
  }

  /// Orders that no line is long enough for.
  @Test func ordersLongerThanAnyLine() throws {
    let text = folder.write("a b\nb a\n", to: "short.txt")
    let outcome = try parlance(
      "lm", "train", "--model-type", "kneser-ney", "--order", "20", "--train", text, "--output",
      folder.file("long"))
    #expect(outcome.status == 0, "\(outcome.errors)")
    let arpa = folder.file("long.arpa")
    #expect(
      try parlance("lm", "convert", "--model", folder.file("long"), "--output", arpa).status == 0)
    let scores = try [folder.file("long"), arpa].map {
      try parlance("lm", "score", "--model", $0, input: "a b\nb b a a b\n\n").output
    }
    #expect(scores[0] == scores[1])
    #expect(scores[0].split(separator: "\n").count == 3)
  }
}
