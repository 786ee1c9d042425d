import Foundation
import Testing

/// `lm mix` and `lm compare`.
@Suite struct MixtureCommandTests {
  private let folder = TemporaryFolder()

  /// Trains an n-gram model; returns its folder.
  private func ngrams(_ name: String, _ extra: String..., text: String? = nil) throws -> String {
    let outcome = try Command(
      [
        "lm", "train", "--model-type", "ngram", "--train", text ?? folder.writeText(),
        "--output", folder.file(name), "--quiet",
      ] + extra
    ).finish()
    #expect(outcome.status == 0, "\(outcome.errors)")
    return folder.file(name)
  }

  private func network(_ name: String) throws -> String {
    let outcome = try Command(folder.trainArguments(output: name)).finish()
    #expect(outcome.status == 0, "\(outcome.errors)")
    return folder.file(name)
  }

  @Test func aMixtureIsAModel() throws {
    let (a, b) = (try ngrams("a", "--order", "3"), try network("b"))
    let data = folder.write("the cat sees a dog .\n\nmy sister likes a zebra .\n", to: "data.txt")
    let output = folder.file("mixture")
    let outcome = try parlance(
      "lm", "mix", "--model", a, "--model", b, "--data", data, "--output", output, "--format",
      "json")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let report = try outcome.object()
    #expect(Set(report.keys) == ["model", "parts", "iterations", "validation"])
    let parts = try #require(report["parts"] as? [[String: Any]])
    #expect(parts.map { $0["model"] as? String } == [a, b])
    for part in parts { #expect(Set(part.keys) == ["model", "weight", "validation"]) }
    #expect(abs(parts.reduce(0) { $0 + ($1["weight"] as? Double ?? 9) } - 1) < 1e-9)
    let validation = try #require(report["validation"] as? [String: Any])
    #expect(Set(validation.keys) == ["crossEntropy", "perplexity", "tokens"])
    #expect(folder.read("mixture/README.md").contains("lm mix --model"))

    let evaluation = try parlance(
      "lm", "evaluate", "--model", output, "--data", data, "--format", "json"
    ).object()
    #expect(evaluation["perplexity"] as? Double == validation["perplexity"] as? Double)
    #expect(evaluation["outOfVocabulary"] as? Int == 1)
    let scores = try parlance(
      "lm", "score", "--model", output, "--format", "json", input: "a dog\n\nzebra\n")
    #expect(scores.status == 0 && scores.lines.count == 3, "\(scores.errors)")
    for extra in [["--count", "2"], ["--beam", "3"]] {
      let text = try Command(["lm", "generate", "--model", output, "--prompt", "the"] + extra)
        .finish()
      #expect(text.status == 0 && text.output.hasPrefix("the"), "\(text.errors)")
    }
    let inspected = try parlance("inspect", output, "--format", "json").object()
    #expect(
      Set(inspected.keys) == [
        "model", "kind", "architecture", "parameters", "parameterCount", "weightBytes", "history",
      ])
    let shown = try parlance("inspect", output).output
    #expect(shown.contains("mixture of 2 language models over words"))
    #expect(shown.contains("models/1/rnn.weight_hh_l0"))
    let outer = try parlance(
      "lm", "mix", "--model", output, a, "--weight", "0.5", "0.5", "--output",
      folder.file("outer"))
    #expect(outer.status == 0, "\(outer.errors)")
    #expect(outer.output.contains("0.5000"))
  }

  @Test func blankLinesAreTreatedAsInTraining() throws {
    let text = folder.write("a b\n\nb a\n\na\n", to: "blank.txt")
    let keeps = try ngrams("keeps", "--blank-lines", "keep", text: text)
    let skips = try ngrams("skips", "--blank-lines", "skip", text: text)
    let mixed = folder.file("mixed")
    let outcome = try parlance(
      "lm", "mix", "--model", keeps, skips, "--data", text, "--output", mixed, "--format", "json")
    #expect(outcome.status == 0, "\(outcome.errors)")
    func tokens(_ model: String) throws -> Int? {
      try parlance("lm", "evaluate", "--model", model, "--data", text, "--format", "json")
        .object()["tokens"] as? Int
    }
    #expect(try tokens(mixed) == 10)
    #expect(try tokens(skips) == 8)
    let compared = try parlance("lm", "compare", mixed, skips, "--data", text, "--format", "json")
    #expect(try compared.object()["lines"] as? Int == 3)
    #expect(compared.errors.contains("some models were trained without blank lines"))
  }

  @Test func comparison() throws {
    let (a, b) = (try ngrams("a", "--order", "2"), try ngrams("b", "--order", "1"))
    let c = try ngrams("c", "--level", "character", "--order", "4")
    let data = folder.write("the cat sees a dog .\na zebra likes my sister\n", to: "data.txt")
    let outcome = try parlance(
      "lm", "compare", a, b, c, "--data", data, "--samples", "50", "--reference", "first",
      "--format", "json")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let report = try outcome.object()
    #expect(Set(report.keys) == ["lines", "characters", "settings", "reference", "models"])
    let rows = try #require(report["models"] as? [[String: Any]])
    let keys: Set = [
      "model", "level", "tokens", "unknown", "perplexity", "bitsPerCharacter", "knownTokens",
      "knownPerplexity", "bytes", "wordsPerSecond",
    ]
    #expect(Set(rows[0].keys) == keys)
    #expect(Set(rows[1].keys) == keys.union(["difference"]))
    let difference = try #require(rows[1]["difference"] as? [String: Any])
    #expect(Set(difference.keys) == ["perplexity", "bitsPerCharacter", "pValue"])
    #expect((rows[2]["difference"] as? [String: Any])?["perplexity"] == nil)
    #expect((rows[0]["bytes"] as? Int ?? 0) > 1000)
    let text = try parlance("lm", "compare", a, b, c, "--data", data)
    #expect(text.lines.count == 7, "\(text.output)")
    for word in ["perplexity", "95 %", "bits/char", "known words", "words/s", "1 (7.69 %)"] {
      #expect(text.output.contains(word), "\(word): \(text.output)")
    }
    let piped = try parlance(
      "lm", "compare", a, c, "--data", "-", input: "the cat sees a dog .\n")
    #expect(piped.status == 0, "\(piped.errors)")
    let again = try parlance(
      "lm", "compare", a, b, "--data", data, "--seed", "2", "--threads", "1")
    #expect(again.status == 0)
  }

  private func expectFailure(
    _ arguments: [String], _ status: Int32, _ messages: String...,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let outcome = try Command(arguments).finish()
    #expect(outcome.status == status, "\(outcome.errors)", sourceLocation: sourceLocation)
    #expect(outcome.output.isEmpty, sourceLocation: sourceLocation)
    for message in messages {
      #expect(
        outcome.errors.contains(message), "\(outcome.errors)", sourceLocation: sourceLocation)
    }
    #expect(!folder.exists("new"), "something was left", sourceLocation: sourceLocation)
  }

  /// README's way: models of one text, with nothing said of what is held out.
  @Test(arguments: [[], ["--minimum-count", "2"], ["--vocabulary-size", "9"]])
  func modelsOfOneTextKnowTheSameWords(vocabulary: [String]) throws {
    // The last tenth has words that the rest has not.
    let lines = (0..<40).map { "the cat sees dog \($0 / 3) ." }
    let text = folder.write(lines.joined(separator: "\n") + "\n", to: "book.txt")
    let types = ["recurrent", "kneser-ney", "snm"]
    for type in types {
      let outcome = try Command(
        [
          "lm", "train", "--train", text, "--model-type", type, "--output", folder.file(type),
          "--quiet", "--format", "json",
        ] + vocabulary
          + (type == "recurrent" ? ["--hidden-size", "8", "--epochs", "1"] : [])
      ).finish()
      #expect(outcome.status == 0, "\(outcome.errors)")
      let validation = try #require(try outcome.object()["validation"] as? [String: Any])
      #expect(validation["tokens"] as? Int == 4 * 7)
      #expect(folder.bytes(type + "/vocabulary.txt") == folder.bytes("recurrent/vocabulary.txt"))
    }
    let mixed = try parlance(
      "lm", "mix", "--model", folder.file(types[0]), "--model", folder.file(types[1]), "--model",
      folder.file(types[2]), "--data", text, "--output", folder.file("all"), "--quiet")
    #expect(mixed.status == 0, "\(mixed.errors)")
    let whole = try parlance(
      "lm", "train", "--train", text, "--model-type", "kneser-ney", "--no-hold-out", "--output",
      folder.file("whole"), "--quiet", "--format", "json")
    #expect(try whole.object()["validation"] == nil)
    #expect(folder.read("whole/vocabulary.txt").contains("\n13\n"))
    #expect(!folder.read("recurrent/vocabulary.txt").contains("\n13\n"))
  }

  @Test func wrongMixtures() throws {
    let text = folder.writeText()
    let a = try ngrams("a", "--order", "2")
    let other = try ngrams("other", text: folder.write("a b c\nthe end\n", to: "other.txt"))
    let characters = try ngrams("characters", "--level", "character")
    func mix(_ models: [String], _ extra: String..., output: String = "new") -> [String] {
      ["lm", "mix", "--model"] + models + ["--output", folder.file(output)] + extra
    }
    try expectFailure(mix([a], "--data", text), 64, "--model: expected two models or more")
    try expectFailure(mix([a, a]), 64, "give --data, or --weight")
    try expectFailure(mix([a, a], "--weight", "0.5", "0.6"), 64, "--weight", "sum to 1")
    try expectFailure(mix([a, a], "--weight", "1"), 64, "expected 2 weights")
    try expectFailure(mix([a, a], "--weight=-1", "--weight", "2"), 64, "from 0 to 1")
    try expectFailure(mix([a, a], "--weight", "x", "1"), 64, "'x'")
    try expectFailure(
      mix([a, other], "--data", text), 65, "do not know the same tokens", "lacks", "more")
    try expectFailure(
      mix([a, characters], "--data", text), 65, "over words", "over characters")
    try expectFailure(mix([a, folder.file("none")], "--data", text), 66, "none/model.json")
    try expectFailure(mix([a, a], "--data", folder.file("nowhere")), 66, "nowhere")
    let foreign = folder.write("quelques mots\n", to: "foreign.txt")
    try expectFailure(mix([a, a], "--data", foreign), 65, foreign, "all 2 tokens are unknown")
    try expectFailure(
      mix([a, a], "--data", folder.write("", to: "empty.txt")), 65, "empty")
    try expectFailure(mix([a, a], "--data", text, output: "a"), 73, "not empty")
    try expectFailure(
      mix([a, a], "--data", text, "--overwrite", output: "a"), 73, "cannot be the place")
    let arpa = folder.write("\\data\\\nngram 1=2\n\n\\1-grams:\n-1\ta\n", to: "bad.arpa")
    try expectFailure(mix([a, arpa], "--data", text), 65, "bad.arpa:5:")
    #expect(try parlance("lm", "evaluate", "--model", a, "--data", text).status == 0)
  }

  @Test func brokenMixtures() throws {
    let (a, b) = (try ngrams("a", "--order", "2"), try ngrams("b", "--order", "1"))
    let made = try parlance(
      "lm", "mix", "--model", a, b, "--weight", "0.5", "0.5", "--output", folder.file("mixture"))
    #expect(made.status == 0, "\(made.errors)")
    let model = folder.file("mixture")
    let json = folder.read("mixture/model.json")
    folder.write(json.replacing("0.5", with: "0.6"), to: "mixture/model.json")
    try expectFailure(["lm", "score", "--model", model], 65, "mixture/model.json", "sum to 1")
    folder.write("{", to: "mixture/model.json")
    try expectFailure(["inspect", model], 65, "mixture/model.json")
    folder.write(json, to: "mixture/model.json")
    try FileManager.default.removeItem(atPath: folder.file("mixture/models/1"))
    try expectFailure(["inspect", model], 66, "mixture/models/1/model.json")
    try expectFailure(["lm", "compare", a, model, "--data", folder.writeText()], 66, "models/1")
  }

  @Test func wrongComparisons() throws {
    let a = try ngrams("a", "--order", "2")
    let text = folder.writeText()
    func compare(_ data: String, _ extra: String...) -> [String] {
      ["lm", "compare", a, "--data", data] + extra
    }
    try expectFailure(["lm", "compare", "--data", text], 64, "<model>")
    try expectFailure(["lm", "compare", a], 64, "--data")
    try expectFailure(compare(text, "--samples", "0"), 64, "--samples: expected 1 to")
    try expectFailure(compare(text, "--reference", "last"), 64, "last")
    try expectFailure(compare(folder.file("nowhere")), 66, "nowhere")
    let blank = folder.write("\n\n", to: "blank.txt")
    try expectFailure(compare(blank), 65, blank, "empty")
    let foreign = folder.write("quelques mots\n", to: "foreign.txt")
    try expectFailure(compare(foreign), 65, foreign, "all 2 tokens are unknown")
  }
}
