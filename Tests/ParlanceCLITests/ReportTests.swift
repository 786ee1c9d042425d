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
    for name in ["confusion", "reliability", "loss", "score"] {
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
    #expect(folder.exists("c/reliability.svg") && !folder.exists("c/loss.svg"))
    folder.write("", to: "file")
    let refused = try parlance(
      "classify", "evaluate", "--model", model, "--data", data, "--report", folder.file("file/x"))
    #expect(refused.status == 73)
    let wrong = try parlance("classify", "train", "--train", data, "--augment", "shuffle=1")
    #expect(wrong.status == 64 && wrong.errors.contains("shuffle=1"))
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
    let scored = try parlance(
      "tag", "evaluate", "--model", model, "--data", data, "--report", folder.file("b"),
      "--format", "json", "--quiet")
    #expect(scored.status == 0 && elementCount(folder.read("b/confusion.svg"), "cell") == 9)
    let confusion = try #require(try scored.object()["confusion"] as? [String: Any])
    #expect((confusion["counts"] as? [[Int]])?.joined().reduce(0, +) == 36)
  }
}
