import Foundation
import ParlanceTestSupport
import Testing

/// `--report` and `--augment` of classifiers.
@Suite struct ReportTests {
  private let folder = TemporaryFolder()

  @Test func picturesOfTrainingAndOfScores() throws {
    let texts = (0..<24).map { number in
      "__label__\(number % 2 == 0 ? "ham" : "spam") \(number % 2 == 0 ? "good" : "bad") \(number)\n"
    }
    let data = folder.write(texts.joined(), to: "train.txt")
    let model = folder.file("model")
    let synonyms = folder.write("good, fine\n", to: "synonyms.txt")
    let trained = try parlance(
      "classify", "train", "--train", data, "--validation", data, "--output", model, "--epochs",
      "2", "--augment", "dropout=0.1,synonyms=\(synonyms)=0.5", "--report", folder.file("a/b"))
    #expect(trained.status == 0, "\(trained.errors)")
    #expect(folder.read("model/run/config.yaml").contains("augment: \"dropout=0.1,synonyms="))
    let page = folder.read("a/b/index.html")
    for part in [
      "<h2 id=\"s0\">Scores</h2>", "classify train --train", "CRC-32C", "Parlance 0.1.0",
    ] {
      #expect(page.contains(part), "\(part)")
    }
    for name in ["confusion", "reliability", "roc", "precision-recall", "loss", "score"] {
      try expectWellFormed(folder.read("a/b/\(name).svg"))
      #expect(folder.read("a/b/\(name).svg").hasPrefix("<svg"), "\(name)")
    }
    let scored = try parlance(
      "classify", "evaluate", "--model", model, "--data", data, "--report", folder.file("c"),
      "--quiet",
      "--format", "json")
    #expect(scored.status == 0 && scored.errors.isEmpty)
    #expect(try scored.object()["reliability"] is [String: Any])
    #expect(elementCount(folder.read("c/confusion.svg"), "cell") == 4)
    #expect(folder.exists("c/reliability.svg") && folder.exists("c/loss.svg"))
    #expect(folder.read("c/index.html").contains("classify evaluate --model"))
    folder.write("", to: "file")
    let refused = try parlance(
      "classify", "evaluate", "--model", model, "--data", data, "--report", folder.file("file/x"))
    #expect(refused.status == 73 && refused.output.isEmpty)
    let wrong = try parlance("classify", "train", "--train", data, "--augment", "shuffle=1")
    #expect(wrong.status == 64 && wrong.errors.contains("shuffle=1"))
  }

  /// Without validation texts each text is judged by a model of the others: the page has all that it would have.
  @Test func picturesOfTextsHeldOutInTurn() throws {
    let texts = (0..<40).map {
      "__label__\($0 % 2) \($0 % 2 == 0 ? "good" : "bad") \($0 % 7) day\n"
    }
    let data = folder.write(texts.joined(), to: "train.txt")
    let trained = try parlance(
      "classify", "train", "--train", data, "--output", folder.file("model"), "--report",
      folder.file("a"), "--quiet")
    #expect(trained.status == 0, "\(trained.errors)")
    let page = folder.read("a/index.html")
    for part in ["held out in turn", "Lengths", "Examples", "Labels of 40 texts"] {
      #expect(page.contains(part), "\(part)")
    }
    for name in ["confusion", "reliability", "roc", "precision-recall"] {
      #expect(folder.exists("a/\(name).svg"), "\(name)")
    }
  }

  @Test func pageOfMeasuredVectors() throws {
    let vectors = folder.write(
      "4 2\ncat 1 0\ndog 0.9 0.1\nsea 0 1\nlake 0.1 0.9\n", to: "v.vec")
    let pairs = folder.write("cat dog 9\ncat sea 1\nsea lake 8\n", to: "pairs.txt")
    let groups = folder.write("animals cat dog\nwater sea lake\n", to: "groups.txt")
    let scored = try parlance(
      "vectors", "evaluate", "--vectors", vectors, "--similarity", pairs, "--groups", groups,
      "--report", folder.file("b"))
    #expect(scored.status == 0, "\(scored.errors)")
    #expect(scored.output.contains("Spearman") && scored.output.contains("silhouette"))
    let page = folder.read("b/index.html")
    for part in ["Similarity", "Groups", "Neighbours", "CRC-32C", "vectors evaluate --vectors"] {
      #expect(page.contains(part), "\(part)")
    }
  }

  @Test func picturesOfTags() throws {
    let text = (0..<12).map { "Ann\($0) B-PER\nsaw O\nRome B-LOC\n\n" }.joined()
    let data = folder.write(text, to: "train.conll")
    let model = folder.file("model")
    let trained = try parlance(
      "tag", "train", "--train", data, "--validation", data, "--output", model, "--epochs", "1",
      "--hidden-size", "4", "--report", folder.file("a"), "--quiet")
    #expect(trained.status == 0, "\(trained.errors)")
    #expect(folder.exists("a/confusion.svg") && folder.exists("a/loss.svg"))
    #expect(folder.read("a/index.html").contains("<h2 id=\"s1\">Labels</h2>"))
    let scored = try parlance(
      "tag", "evaluate", "--model", model, "--data", data, "--report", folder.file("b"),
      "--format", "json", "--quiet")
    #expect(scored.status == 0 && elementCount(folder.read("b/confusion.svg"), "cell") == 9)
    let confusion = try #require(try scored.object()["confusion"] as? [String: Any])
    #expect((confusion["counts"] as? [[Int]])?.joined().reduce(0, +) == 36)
  }

  /// A tagger that has learned from all sentences is measured by the one that has not.
  @Test func pagesOfTaggersThatWereTrainedTwice() throws {
    let sentences = (0..<20).map {
      "Ann\($0) \($0 < 18 ? "B-PER" : "B-LOC")\nsaw O\nRome B-LOC\n\n"
    }
    let data = folder.write(sentences.joined(), to: "train.conll")
    let model = folder.file("model")
    let trained = try parlance(
      "tag", "train", "--train", data, "--output", model, "--epochs", "4", "--hidden-size", "8",
      "--report", folder.file("a"), "--format", "json", "--quiet")
    #expect(trained.status == 0, "\(trained.errors)")
    let report = try trained.object()
    #expect(report["refit"] as? Bool == true)
    let scores = try #require(report["validation"] as? [String: Any])
    let accuracy = try #require(scores["accuracy"] as? Double)
    // Two names of six tokens are places, which no sentence says that the first training saw.
    #expect(accuracy < 0.7)
    let made = try parlance("report", model, "--output", folder.file("b"), "--quiet")
    #expect(made.status == 0, "\(made.errors)")
    for page in ["a", "b"].map({ folder.read("\($0)/index.html") }) {
      #expect(page.contains("The model was then trained on all of them"))
      #expect(page.contains(String(format: "%.2f", 100 * accuracy)), "\(accuracy)")
    }
    let inspected = try parlance("inspect", model, "--format", "json")
    #expect(inspected.status == 0 && inspected.output.contains("\"validation\""))
  }

  private func languageModel(_ name: String, _ more: String...) throws -> (String, Outcome) {
    let text = folder.write(
      (0..<30).map { "the cat \($0 % 3) sat on the mat <&> \($0)\n" }.joined(), to: "text.txt")
    let model = folder.file(name)
    return (
      model,
      try Command(
        [
          "lm", "train", "--train", text, "--output", model, "--epochs", "1", "--hidden-size", "4",
          "--embedding-size", "4",
        ] + more
      ).finish()
    )
  }

  @Test func pagesOfLanguageModels() throws {
    let (model, trained) = try languageModel("lm", "--report", folder.file("a"))
    #expect(trained.status == 0, "\(trained.errors)")
    for name in ["surprise", "frequency", "position", "loss"] {
      try expectWellFormed(folder.read("a/\(name).svg"))
    }
    let page = folder.read("a/index.html")
    #expect(page.contains("the last tenth of the training text") && page.contains("Samples"))
    let scored = try parlance(
      "lm", "evaluate", "--model", model, "--data", folder.file("text.txt"), "--report",
      folder.file("b"), "--report-lines", "2,30")
    #expect(scored.status == 0, "\(scored.errors)")
    #expect(folder.read("b/index.html").contains("Surprise of each token of lines 2, 30"))
    for (lines, says) in [("31", "up to 30"), ("0", "numbers from 1"), ("x", "numbers from 1")] {
      let wrong = try parlance(
        "lm", "evaluate", "--model", model, "--data", folder.file("text.txt"), "--report",
        folder.file("c"), "--report-lines", lines)
      #expect(wrong.status == 64 && wrong.errors.contains(says), "\(wrong.errors)")
    }
    let counted = try parlance(
      "lm", "train", "--model-type", "kneser-ney", "--order", "2", "--train",
      folder.file("text.txt"), "--output", folder.file("ngrams"), "--report", folder.file("d"))
    #expect(counted.status == 0 && folder.exists("d/surprise.svg"), "\(counted.errors)")
  }

  @Test func severalRunsSideBySide() throws {
    let (a, _) = try languageModel("x/lm", "--quiet")
    let (b, _) = try languageModel("y/lm", "--quiet", "--dropout", "0.1")
    let one = try parlance("report", a, "--output", folder.file("one"), "--format", "json")
    #expect(try one.object()["page"] as? String == folder.file("one/index.html"))
    let made = try parlance("report", a, b, "--output", folder.file("both"))
    #expect(made.status == 0 && made.output == folder.file("both/index.html\n"), "\(made.errors)")
    let page = folder.read("both/index.html")
    for part in ["href=\"lm/index.html\"", "href=\"lm-2/index.html\"", "dropout", "perplexity"] {
      #expect(page.contains(part), "\(part)")
    }
    #expect(folder.exists("both/lm-2/surprise.svg") && folder.exists("both/loss.svg"))
    let again = try parlance("report", a, "--output", folder.file("both"))
    #expect(again.status == 73)
    #expect(try parlance("report", folder.file("none"), "--output", "z").status == 66)
    // Without its texts a run has a page all the same.
    try FileManager.default.removeItem(atPath: folder.file("text.txt"))
    let bare = try parlance("report", a, "--output", folder.file("bare"))
    #expect(bare.status == 0 && bare.errors.contains("is not measured"), "\(bare.errors)")
    #expect(folder.exists("bare/loss.svg") && !folder.exists("bare/surprise.svg"))
    let read = folder.write("the cat sat\n", to: "other.txt")
    let measured = try parlance(
      "report", a, "--data", read, "--output", folder.file("bare"), "--overwrite")
    #expect(measured.status == 0 && folder.exists("bare/surprise.svg"), "\(measured.errors)")
  }

  @Test func tensorBoardLooksOn() throws {
    let (model, trained) = try languageModel("t", "--tensorboard", folder.file("logs"))
    #expect(trained.status == 0, "\(trained.errors)")
    let logs = folder.file("logs")
    let first = try FileManager.default.contentsOfDirectory(atPath: logs)
    #expect(first.count == 1 && first[0].hasPrefix("events.out.tfevents."))
    let more = try parlance(
      "lm", "train", "--train", folder.file("text.txt"), "--output", model, "--resume", "--epochs",
      "2", "--tensorboard", logs)
    #expect(more.status == 0, "\(more.errors)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: logs).count == 2)
    folder.write("", to: "plain")
    let (_, refused) = try languageModel("u", "--tensorboard", folder.file("plain/x"))
    #expect(refused.status == 73)
  }
}
