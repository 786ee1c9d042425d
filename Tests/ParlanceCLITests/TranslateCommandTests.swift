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
        "--embedding-size", "16", "--epochs", "1", "--least-steps", "0", "--format", "json",
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
      "--hidden-size", "8", "--embedding-size", "8", "--least-steps", "0", "--output",
      folder.file("two"))
    #expect(outcome.status == 0, "\(outcome.errors)")
    let config = folder.read("two/run/config.yaml")
    #expect(config.contains("source-train:") && config.contains("level: subword"))
  }

  /// Columns by name, the other way round; and merges of a file, some of them left out.
  @Test func columnsAndMergesOfAFile() throws {
    let named = folder.write(
      "id\tde\ten\n"
        + (0..<24).map { "\($0)\tein Hund \($0 % 5)\ta dog \($0 % 5) \($0 % 3)\n" }.joined(),
      to: "named.tsv")
    let text = folder.write("ein Hund ein Hund\na dog a dog\n", to: "text")
    let codes = folder.file("codes")
    #expect(
      try parlance("subwords", "train", "--train", text, "--merges", "9", "--output", codes).status
        == 0)
    func train(_ name: String, _ more: String...) throws -> Outcome {
      try Command(
        [
          "translate", "train", "--train", named, "--columns", "en,de", "--codes", codes,
          "--subword-dropout", "0.3", "--output", folder.file(name), "--hidden-size", "8",
          "--embedding-size", "8", "--epochs", "2", "--least-steps", "0",
        ] + more
      ).finish()
    }
    let trained = try train("once", "--threads", "1")
    #expect(trained.status == 0, "\(trained.errors)")
    let config = folder.read("once/run/config.yaml")
    #expect(config.contains("columns: \"en,de\"") && config.contains("subword-dropout: 0.3"))
    #expect(try train("twice", "--threads", "2").status == 0)
    #expect(folder.read("once/model.safetensors") == folder.read("twice/model.safetensors"))
    #expect(folder.read("once/source-vocabulary.txt").contains("dog"))
    let other = try train("no", "--columns", "en")
    #expect(other.status == 64 && other.errors.contains("two columns"), "\(other.errors)")
  }

  /// A line out for each line in, whatever it holds; and what is read before a bad line is answered.
  @Test func linesStayInStep() throws {
    #expect(try train("--level", "character", "--maximum-length", "12").status == 0)
    let model = folder.file("m")
    let data = "a dog\tein Hund\n\t\na\t\n\tb\n\na cat\tein Hund ein Hund\n"
    let scored = try parlance("translate", "score", "-m", model, "--data", "-", input: data)
    #expect(scored.status == 0 && scored.lines.count == 6, "\(scored)")
    #expect(scored.errors.contains("line 6: of longer targets the first 11 tokens are read"))
    let evaluated = try parlance("translate", "evaluate", "-m", model, "--data", "-", input: data)
    #expect(evaluated.errors.contains("3 pairs have an empty side"), "\(evaluated.errors)")
    let text = folder.file("bad.txt")
    try Data("a dog\na cat\n".utf8 + [0xFF, 0x0A]).write(to: URL(fileURLWithPath: text))
    let written = try parlance("translate", "predict", "-m", model, text)
    #expect(written.status == 65 && written.lines.count == 2, "\(written)")
    let none = try parlance("translate", "predict", "-m", model, "--maximum-length", "0", text)
    #expect(none.status == 64, "\(none)")
    let cut = try train("--level", "character", "--maximum-length", "5", "--overwrite")
    #expect(cut.errors.contains("of 24 of 24 pairs the first 4 tokens"), "\(cut.errors)")
  }

  @Test func writesSeveralAndDraws() throws {
    _ = try train("--level", "word")
    let model = folder.file("m")
    func predict(_ arguments: String..., input: String = "a dog 3\n\na cat\n") throws -> Outcome {
      try Command(["translate", "predict", "--model", model] + arguments, input: input).finish()
    }
    let best = try predict("--n-best", "3")
    #expect(best.status == 0 && best.lines.count == 7, "\(best)")
    #expect(best.lines.map { $0.prefix(6) }.prefix(4) == ["0 ||| ", "0 ||| ", "0 ||| ", "1 ||| "])
    #expect(best.lines[0].split(separator: "|||").count == 4)
    let listed = try predict("--n-best", "3", "--format", "json", input: "a dog\n").object()
    let texts = try #require(listed["nBest"] as? [[String: Any]])
    #expect(texts.count == 3 && texts[0]["text"] as? String == listed["text"] as? String)
    let draws = try ["3", "3", "4"].map {
      try predict("--temperature", "3", "--seed", $0, "--maximum-length", "8").output
    }
    #expect(draws[0] == draws[1] && draws[0] != draws[2])
    let held = folder.write("+Vogel\t-ein\n\n+Zebra\n", to: "constraints")
    let constrained = try predict("--constraints", held, "--maximum-length", "8")
    let lines = constrained.output.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[0].contains("Vogel") && !lines[0].contains("ein"), "\(constrained)")
    #expect(constrained.errors.contains("line 3: Zebra does not come"), "\(constrained)")
    let words = folder.write("zebra\tZebra\n", to: "dictionary")
    #expect(try predict("--replace-unknown", "--dictionary", words).status == 0)
    let few = folder.write("+Vogel\n", to: "few")
    let ended = try predict("--constraints", few)
    #expect(ended.status == 65 && ended.errors.contains("the constraints end at line 1"))
    #expect(try predict("--constraints", few, "--sample").status == 64)
    let long = Array(repeating: "dog", count: 10_000).joined(separator: " ") + "\n"
    let cut = try predict("--maximum-length", "5", input: "a\n" + long)
    #expect(cut.status == 0 && cut.lines.count == 2)
    #expect(cut.errors.contains("line 2: of longer sources the first 255 tokens are read"))
  }

  @Test func comparesAlignsAndDraws() throws {
    _ = try train("--level", "word")
    let model = folder.file("m")
    let source = folder.write("a dog 1\na cat 2\n\na bird 3\n", to: "source")
    let target = folder.write("ein Hund 1\neine Katze 2 ist hier\n\nein Vogel 3\n", to: "target")
    let aligned = try parlance(
      "translate", "align", "-m", model, "--source", source, "--target", target)
    let lines = aligned.output.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(aligned.status == 0 && lines.count == 5 && lines[2].isEmpty, "\(aligned)")
    #expect(lines[0].split(separator: " ").map { $0.suffix(2) } == ["-0", "-1", "-2"])
    let other = folder.write("ein Hund 1\neine Katze 2 ist hier\n\nein Hund 3\n", to: "other")
    let compared = try parlance(
      "translate", "compare", model, other, "--source", source, "--target", target, "--samples",
      "100", "--format", "json"
    ).object()
    let models = try #require(compared["models"] as? [[String: Any]])
    #expect(compared["reference"] as? Int == 1 && models.count == 2)
    let difference = try #require(models[0]["difference"] as? [String: Any])
    for key in ["bleu", "chrf", "ter"] {
      let one = try #require(difference[key] as? [String: Any])
      #expect(one["randomisation"] is Double && one["bootstrap"] is [String: Any])
    }
    let files = try parlance("translate", "compare", other, target, "--target", target)
    #expect(files.status == 0 && files.output.contains("100.00"), "\(files)")
    let drawn = try parlance(
      "translate", "evaluate", "-m", model, "--source", source, "--target", target, "--report",
      folder.file("report"), "--report-lines", "2", "--format", "json")
    let scores = try drawn.object()
    #expect(scores["tokenAccuracy"] is Double && scores["bleuInterval"] is [String: Any])
    #expect((scores["byLength"] as? [Any])?.isEmpty == false)
    for name in ["attention-2", "length", "loss"] {
      #expect(folder.read("report/\(name).svg").hasSuffix("</svg>\n"), "\(name)")
    }
    #expect(folder.read("report/attention-2.svg").contains(">cat<"))
  }

  @Test func findsWhatIsWrongWithPairs() throws {
    let train = folder.write(
      """
      a small dog sleeps here\tein kleiner Hund schläft hier
      a small cat sleeps here\teine kleine Katze schläft hier
      a small cat sleeps here\teine kleine Katze schläft hier
      \tnichts
      a bird\tа птица поёт
      a sentence that nobody translated\ta sentence that nobody translated
      a sentence of some twenty letters\tein

      """, to: "train.tsv")
    let test = folder.write(
      "a small dog sleeps here\tein Hund schläft\nnew\tneu\n", to: "test.tsv")
    let outcome = try parlance(
      "translate", "check", "--train", train, "--test", test, "--format", "json")
    #expect(outcome.status == 1, "\(outcome)")
    let found = try #require(try outcome.object()["findings"] as? [[String: Any]])
    let kinds = found.map { "\($0["kind"]!) \($0["severity"]!) \($0["line"]!)" }
    #expect(
      kinds == [
        "empty problem 4", "script problem 5", "copy note 6", "ratio note 7", "conflict note 1",
        "leak problem 1", "duplicate note 2",
      ])
    let good = folder.write("eins\tone\nzwei\ttwo\n", to: "good.tsv")
    let clean = try parlance("translate", "check", good)
    #expect(clean.status == 0 && clean.output.hasSuffix("0 problems, 0 notes\n"), "\(clean)")
    let short = folder.write("eins\n", to: "short")
    let long = folder.write("one\ntwo\n", to: "long")
    let uneven = try parlance("translate", "check", "--source-train", short, "--target-train", long)
    #expect(uneven.status == 65 && uneven.output.contains("ends at line 1"), "\(uneven)")
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
    try expect(
      64, "do not go with --sample", "predict", "-m", output, "--beam", "2", "--top-k", "3")
    try expect(64, "at most as many as --beam", "predict", "-m", output, "--n-best", "6")
    try expect(64, "needs --replace-unknown", "predict", "-m", output, "--dictionary", pairs)
    try expect(
      64, "expected two columns", "evaluate", "-m", output, "--data", pairs, "--columns", "1")
    try expect(
      64, "needs --report", "evaluate", "-m", output, "--data", pairs, "--report-lines", "1")
    try expect(65, "expected 24 translations", "compare", short, "--data", pairs)
    try expect(66, "nowhere", "compare", "nowhere", "--data", pairs)
    try expect(64, "expected the path", "check")
    #expect(!FileManager.default.fileExists(atPath: output))
  }
}
