import Foundation
import Testing

/// Sparse non-negative matrices through the same commands as other models.
@Suite struct SparseNonnegativeCommandTests {
  private let folder = TemporaryFolder()

  private func train(_ extra: String...) throws -> Outcome {
    try Command(
      [
        "lm", "train", "--model-type", "snm", "--order", "3", "--reach", "6", "--train",
        folder.writeText(), "--output", folder.file("model"),
      ] + extra
    ).finish()
  }

  @Test func trainsEvaluatesScoresAndGenerates() throws {
    let text = folder.writeText()
    let outcome = try train("--test", text, "--epochs", "2", "--format", "json", "--quiet")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(
      Set(try outcome.object().keys) == [
        "model", "epochs", "seconds", "wordsPerSecond", "processes", "device", "validation", "test",
      ])
    for name in ["model.json", "matrix.bin", "vocabulary.txt", "README.md", "run/config.yaml"] {
      #expect(folder.exists("model/" + name), "\(name)")
    }
    let model = folder.file("model")
    let data = folder.write("the cat sees a dog .\n\na zebra\n", to: "data.txt")
    let evaluation = try parlance(
      "lm", "evaluate", "--model", model, "--data", data, "--format", "json"
    ).object()
    #expect(evaluation["tokens"] as? Int == 10)
    #expect(evaluation["outOfVocabulary"] as? Int == 1)
    let scores = try parlance("lm", "score", "--model", model, input: "a dog\n\nthe cat\n").output
    #expect(scores.split(separator: "\n").count == 3)
    let texts = try #require(
      try parlance(
        "lm", "generate", "--model", model, "--prompt", "the", "--count", "2", "--format", "json"
      ).object()["texts"] as? [[String: Any]])
    for text in texts { #expect((text["logProbability"] as? Double)?.isFinite == true) }
    let inspection = try parlance("inspect", model).output
    #expect(inspection.contains("sparse non-negative matrix language model over words"))
    #expect(inspection.contains("skip-grams 1 _3-5_ 0"))
  }

  @Test func theSavedFileMakesTheSameModel() throws {
    let made = try train("--skip", "1", "--skip-order", "2", "--blocks", "4")
    #expect(made.status == 0, "\(made.errors)")
    let outcome = try parlance(
      "lm", "train", "--config", folder.file("model/run/config.yaml"), "--output",
      folder.file("again"))
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(folder.bytes("again/matrix.bin") == folder.bytes("model/matrix.bin"))
  }

  @Test func optionsOfOtherModels() throws {
    for (extra, message) in [
      (["--prune", "1"], "--prune does not go with --model-type snm"),
      (["--order", "101"], "--order: expected 1 to 100"),
      (["--resume"], "--resume: a model of counts"),
      (["--blocks", "1"], "--blocks: expected"),
    ] {
      let outcome = try Command(
        ["lm", "train", "--model-type", "snm", "--output", folder.file("x")] + extra
      ).finish()
      #expect(outcome.status == 64, "\(outcome.errors)")
      #expect(outcome.errors.contains(message), "\(outcome.errors)")
    }
    let outcome = try parlance("lm", "train", "--skip", "1", "--output", folder.file("x"))
    #expect(outcome.errors.contains("--skip does not go with --model-type recurrent"))
  }
}
