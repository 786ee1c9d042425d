import Foundation
import Testing

private let universal = """
  # text = Anna sees it
  1-2\tAnnasees\t_\t_\t_\t_\t_\t_\t_\t_
  1\tAnna\tAnna\tPROPN\tNNP\t_\t2\tnsubj\t_\t_
  2\tsees\tsee\tVERB\tVBZ\t_\t0\troot\t_\t_
  3\tit\tit\tPRON\tPRP\t_\t2\tobj\t_\tA=b
  3.1\tx\t_\t_\t_\t_\t_\t_\t_\t_

  # two
  1\tTom\tTom\tPROPN\tNNP\t_\t2\tnsubj\t_\t_
  2\twalks\twalk\tVERB\tVBZ\t_\t0\troot\t_\t_


  """

private let entities = "Anna B-PER\nsees O\nRome B-LOC\n\nTom B-PER\nJones I-PER\nwalks O\n"

/// `parlance tag`: what it prints, what it keeps, and what it says of wrong input.
@Suite struct TagCommandTests {
  private let folder = TemporaryFolder()

  private func train(
    _ text: String, named name: String = "train.txt", to output: String, _ extra: String...
  ) throws -> Outcome {
    let path = folder.write(text, to: name)
    return try Command(
      [
        "tag", "train", "--train", path, "--validation", path, "--test", path, "--output",
        folder.file(output), "--hidden-size", "8", "--embedding-size", "6", "--character-size", "6",
        "--epochs", "20", "--learning-rate", "0.03", "--dropout", "0", "--quiet", "--format",
        "json",
      ] + extra
    ).finish()
  }

  @Test func isInspected() throws {
    _ = try train(entities, to: "ner")
    let shown = try Command(["inspect", folder.file("ner"), "--format", "json"]).finish().object()
    #expect(shown["kind"] as? String == "tagger")
    #expect((shown["parameters"] as? [Any])?.isEmpty == false)
    #expect((shown["history"] as? [Any])?.isEmpty == false)
    let text = try Command(["inspect", folder.file("ner")]).finish()
    #expect(text.status == 0)
    #expect(text.output.contains("total"))
  }

  @Test func contracts() throws {
    let trained = try train(entities, to: "ner")
    #expect(trained.status == 0, "\(trained.errors)")
    let report = try trained.object()
    for part in ["validation", "test"] {
      let scores = try #require(report[part] as? [String: Any])
      #expect(scores["accuracy"] as? Double == 1 && scores["entityF1"] as? Double == 1)
      #expect(scores["tokens"] as? Int == 6)
    }
    let words = try train(universal, named: "a.conllu", to: "pos")
    let validation = try #require(try words.object()["validation"] as? [String: Any])
    #expect(validation["entityF1"] is NSNull)
    let data = folder.write(entities, to: "test.txt")
    let found = try parlance(
      "tag", "evaluate", "--model", folder.file("ner"), "--data", data, "--format", "json")
    #expect(try found.object()["entityF1"] as? Double == 1)
    #expect(
      try parlance("tag", "evaluate", "--model", folder.file("ner"), "--data", data).status == 0)
  }

  @Test func predictions() throws {
    _ = try train(universal, named: "a.conllu", to: "pos", "--seed", "2")
    let model = folder.file("pos")
    let crlf = "\u{FEFF}" + universal.replacing("\n", with: "\r\n")
    let path = folder.write(crlf, to: "b.conllu")
    let same = try parlance("tag", "predict", "--model", model, path, "--quiet")
    #expect(same.output == crlf && same.errors.isEmpty)
    let sure = try parlance("tag", "predict", "--model", model, path, "--confidence", "--quiet")
    #expect(sure.output.contains("A=b|Confidence="))
    let lines = try parlance(
      "tag", "predict", "--model", model, "--quiet", input: "Anna sees it\n\nTom walks")
    #expect(lines.output == "Anna/PROPN sees/VERB it/PRON\n\nTom/PROPN walks/VERB")
    let object = try parlance(
      "tag", "predict", "--model", model, "--format", "json", "--quiet", input: "Tom walks\n"
    ).object()
    #expect(object["tags"] as? [String] == ["PROPN", "VERB"])
    let columns = folder.write("Tom\tX\nwalks\tX\n", to: "c.tsv")
    let appended = try parlance("tag", "predict", "--model", model, columns, "--append", "--quiet")
    #expect(appended.output == "Tom\tX\tPROPN\nwalks\tX\tVERB\n")
  }

  @Test func aColumnByItsName() throws {
    let trained = try train(universal, named: "a.conllu", to: "pos", "--tag-column", "xpos")
    #expect(trained.status == 0, "\(trained.errors)")
    let path = folder.write(universal.replacing("NNP", with: "_"), to: "b.conllu")
    // The column is that of training.
    let found = try parlance("tag", "predict", "--model", folder.file("pos"), path, "--quiet")
    #expect(found.output == universal)
  }

  @Test func theBuiltInCorpus() throws {
    for column in [[], ["--tag-column", "upos"]] {
      let trained = try Command(
        [
          "tag", "train", "--output", folder.file("recipes\(column.count)"), "--model-type",
          "window",
          "--characters", "none", "--hidden-size", "16", "--embedding-size", "8", "--epochs", "1",
          "--quiet", "--format", "json",
        ] + column
      ).finish()
      let validation = try #require(try trained.object()["validation"] as? [String: Any])
      #expect(try #require(validation["accuracy"] as? Double) > 0.5)
      #expect((validation["entityF1"] is NSNull) == !column.isEmpty)
    }
  }

  @Test(arguments: [
    (["tag", "train", "--window", "3"], "--window does not go with --model-type lstm"),
    (["tag", "train", "--model-type", "window", "--window", "4"], "expected an odd number"),
    (["tag", "train", "--model-type", "bert"], "gru"),
    (["tag", "train", "--thaw-after", "-1"], "needs --vectors"),
    (["tag", "train", "--thaw-after", "-2"], "from -1 to"),
    (["tag", "train", "--scheme", "iob2", "--only", "LOC"], "exclude each other"),
    (["tag", "train", "--characters", "recurrent", "--character-size", "7"], "even number"),
    (["tag", "train", "--dropout", "1"], "--dropout"),
    (["tag", "train", "--tag-column", "xpos"], "upos and ner"),
    (["bench", "tag", "--shortest", "50"], "--shortest"),
  ])
  func wrongUsage(_ arguments: [String], _ message: String) throws {
    let outcome = try Command(
      arguments + (arguments[0] == "tag" ? ["--output", folder.file("model")] : [])
    ).finish()
    #expect(outcome.status == 64 && outcome.errors.contains(message), "\(outcome.errors)")
    #expect(!folder.exists("model"))
  }

  @Test(arguments: [
    ("a O\nb\n", ":2: expected 2 columns"), ("", "there is no token"),
    ("a O\nb O\n\nc O\n", "all tokens have the tag O"), ("a\nb\n", ":1: the token a has no tag"),
    ("a O\n\u{0}", "NUL"),
  ])
  func wrongTexts(_ text: String, _ message: String) throws {
    let outcome = try train(text, to: "model")
    #expect(outcome.status == 65 && outcome.errors.contains(message), "\(outcome.errors)")
    #expect(!folder.exists("model"))
  }

  @Test func wrongFiles() throws {
    let missing = try parlance("tag", "train", "--train", folder.file("none"))
    #expect(missing.status == 66)
    let data = folder.write(entities, to: "d.txt")
    let model = try parlance("tag", "evaluate", "--model", folder.path, "--data", data)
    #expect(model.status == 66 && model.errors.contains("model.json"))
    _ = try train(entities, to: "ner")
    let other = folder.write("a X\nb Y\n", to: "e.txt")
    let unknown = try parlance("tag", "evaluate", "--model", folder.file("ner"), "--data", other)
    #expect(unknown.status == 65 && unknown.errors.contains("X is none of its tags"))
    let full = try train(entities, to: "ner")
    #expect(full.status == 73)
  }
}
