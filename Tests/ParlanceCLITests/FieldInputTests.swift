import Foundation
import Testing

/// Inputs as users have them, from training to answers.
@Suite struct FieldInputTests {
  private let folder = TemporaryFolder()

  private func run(_ arguments: [String], input: String = "") throws -> Outcome {
    try Command(arguments, input: input).finish()
  }

  private static let texts = (0..<12).map { index in
    index % 2 == 0 ? "kind merry tune \(index)" : "bad dull gloom \(index)"
  }

  private func classifier(_ text: String, _ name: String = "train.csv") throws -> [String] {
    let path = folder.write(text, to: name)
    let outcome = try run([
      "classify", "train", "--train", path, "--output", folder.file("classifier"), "--quiet",
      "--overwrite", "--epochs", "5",
    ])
    #expect(outcome.status == 0, "\(outcome.errors)")
    return ["--model", folder.file("classifier")]
  }

  /// One class, learned whole, however its name is composed.
  @Test func labelsInTwoNormalForms() throws {
    let rows = Self.texts.enumerated().map { index, text in
      "\(text),\(index % 2 == 1 ? "neg" : index % 4 == 0 ? "caf\u{E9}" : "cafe\u{301}")"
    }
    let model = try classifier("text,label\n" + rows.joined(separator: "\n"))
    #expect(folder.read("classifier/labels.txt") == "café\nneg\n")
    let scores = try run(
      ["classify", "evaluate", "--data", folder.file("train.csv"), "--format", "json", "--quiet"]
        + model
    ).object()
    #expect(scores["accuracy"] as? Double == 1)
    let labels = try #require(scores["labels"] as? [String: [String: Any]])
    #expect(labels.count == 2 && labels["café"]?["support"] as? Int == 6)
  }

  /// `predict` takes the files that `train` takes, and gives one line a record.
  @Test func predictsWhatTrainReads() throws {
    let rows = Self.texts.enumerated().map { "\"\($1)\nmore\",\($0 % 2 == 0 ? "pos" : "neg")" }
    let csv = "text,label\n" + rows.joined(separator: "\n") + "\n"
    let model = try classifier(csv)
    let expected = (0..<12).map { $0 % 2 == 0 ? "pos" : "neg" }
    func labels(_ arguments: [String], _ input: String = "") throws -> [String] {
      let outcome = try run(["classify", "predict", "--quiet"] + model + arguments, input: input)
      #expect(outcome.status == 0, "\(outcome.errors)")
      return outcome.output.split(separator: "\n").map { String($0.prefix { $0 != "\t" }) }
    }
    #expect(try labels([folder.file("train.csv")]) == expected)
    #expect(try labels([], csv) == expected)
    #expect(
      try labels(["--data-format", "csv", "--header", "no"], rows.joined(separator: "\n"))
        == expected)
    let lines = Self.texts.map { $0 + "\n" }.joined()
    #expect(try labels([], lines) == expected)
    let fastText = Self.texts.map { "__label__neg \($0)\n" }.joined()
    #expect(try labels([], fastText) == expected)
    let json = Self.texts.map { "{\"text\": \"\($0)\"}\n" }.joined()
    #expect(try labels([folder.write(json, to: "x.jsonl")]) == expected)
    let plain = try run(["classify", "predict", "--explain", "--quiet"] + model, input: lines)
    let words = try #require(plain.lines.first?.split(separator: "\t").last)
    #expect(
      words.split(separator: " ").map { $0.prefix { $0 != ":" } } == ["kind", "merry", "tune", "0"])
    #expect(words.hasPrefix("kind:+"))
  }

  @Test func standardInputHasItsFormSaid() throws {
    let model = try classifier("text,label\na b,x\nc d,y\n")
    let outcome = try run(
      ["classify", "evaluate", "--data", "-", "--quiet"] + model, input: "a b,x\nc d,y\n")
    #expect(outcome.status == 65 && outcome.errors.contains("--data-format"))
    let named = try run(
      ["classify", "evaluate", "--data", "-", "--quiet"] + model,
      input: "text,label\na b,x\nc d,y\n")
    #expect(named.status == 0, "\(named.errors)")
  }

  @Test func namesThatCannotBeStoredStopBeforeTraining() throws {
    let path = folder.write(
      "{\"text\": \"a\", \"label\": \"x\"}\n{\"text\": \"b\", \"label\": \"y\\u0000\"}\n",
      to: "t.jsonl")
    let outcome = try run(["classify", "train", "--train", path, "--output", folder.file("none")])
    #expect(outcome.status == 65 && outcome.errors.contains("t.jsonl:2:"))
    #expect(!FileManager.default.fileExists(atPath: folder.file("none")))
  }

  private static let tagged = (0..<12).map { _ in
    "Anna\tB-PER \nSmith\tI-PER\u{A0}\nsings\tO\n\n"
  }.joined()

  private func tag(_ text: String, _ extra: String...) throws -> Outcome {
    let path = folder.write(text, to: "train.conll")
    return try run(
      [
        "tag", "train", "--train", path, "--epochs", "1", "--hidden-size", "4", "--output",
        folder.file("tagger"), "--overwrite",
      ] + extra)
  }

  @Test func taggersSayWhatTheyRead() throws {
    let blanks = try tag(Self.tagged)
    #expect(blanks.status == 0 && blanks.errors.contains("24 tags have blanks around them"))
    #expect(
      folder.read("tagger/labels.txt").split(separator: "\n").sorted() == ["B-PER", "I-PER", "O"])
    let bilou = Self.tagged.replacing("I-PER", with: "L-PER")
    let read = try tag(bilou, "--scheme", "iob2")
    #expect(read.errors.contains("the tags are BILOU: read as IOBES"))
    #expect(
      folder.read("tagger/labels.txt").split(separator: "\n").sorted() == ["B-PER", "I-PER", "O"])
    let plain = Self.tagged.replacing("B-PER", with: "NNP").replacing("I-PER", with: "NN")
      .replacing("O\n", with: "VBZ\n")
    let wrong = try tag(plain, "--scheme", "iob2")
    #expect(wrong.status == 65 && wrong.errors.contains("train.conll:1: the tags mark no entities"))
  }

  @Test func coverageOfVectorsIsSaid() throws {
    let vectors = folder.write("Anna 0.1 0.2\nsings 0.3 0.4\n\n", to: "vectors.txt")
    let outcome = try tag(Self.tagged, "--vectors", vectors)
    #expect(outcome.status == 0 && outcome.errors.contains("66.7 % of the training tokens"))
    let cut = folder.write("Anna 0.1 0.2\nsings 0.3 0.4\nx 0.1", to: "cut.txt")
    let wrong = try tag(Self.tagged, "--vectors", cut)
    #expect(wrong.status == 65 && wrong.errors.contains("cut.txt:3: expected a word and 2 numbers"))
  }

  @Test func labelsThatTrainingLacksAreNoted() throws {
    let other = folder.write("Anna\tB-LOC\nx\tO\n", to: "other.conll")
    let tags = try tag(Self.tagged, "--validation", other)
    #expect(tags.errors.contains("other.conll:1: a tag that the training text lacks (B-LOC)"))
    let path = folder.write("text,label\na b,x\nc d,y\na e,x\n", to: "t.csv")
    let held = folder.write("text,label\na b,x\nc d,z\n", to: "v.csv")
    let labels = try run([
      "classify", "train", "--train", path, "--validation", held, "--output", folder.file("c"),
      "--epochs", "1",
    ])
    #expect(
      labels.status == 0 && labels.errors.contains("v.csv:3: a label that no training text has (z)")
    )
  }

  /// Lines with marks of their own are the lines without them, for every type of model.
  @Test(arguments: ["kneser-ney", "snm", "recurrent"])
  func marksOfLines(type: String) throws {
    let plain = (0..<40).map { "w\($0 % 3) w\($0 % 5) w\($0 % 2)" }
    func perplexity(_ lines: [String], _ name: String) throws -> (Double, String) {
      let path = folder.write(lines.map { $0 + "\n" }.joined(), to: name + ".txt")
      let network = type == "recurrent" ? ["--hidden-size", "4", "--epochs", "1"] : []
      let trained = try run(
        ["lm", "train", "--model-type", type, "--train", path, "--output", folder.file(name)]
          + network)
      let report = try run([
        "lm", "evaluate", "--model", folder.file(name), "--data", path, "--format", "json",
      ]).object()
      return (try #require(report["perplexity"] as? Double), trained.errors)
    }
    let (marked, notes) = try perplexity(plain.map { "<s> \($0) </s>" }, "marked")
    #expect(try perplexity(plain, "plain").0 == marked)
    #expect(notes.contains("line 1 has <s> or </s> at its ends"))
  }

  @Test func whatPruningLeavesIsSaid() throws {
    let path = folder.write("a b c\na b d\n", to: "t.txt")
    let outcome = try run([
      "lm", "train", "--model-type", "kneser-ney", "--train", path, "--prune", "5 5 5", "--order",
      "3",
      "--output", folder.file("m"),
    ])
    #expect(outcome.status == 64)
    #expect(outcome.errors.contains("--prune: expected thresholds that leave words"))
  }
}
