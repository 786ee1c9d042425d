import Foundation
import Testing

private let texts = """
  label,text
  joy,"What a lovely, happy day"
  joy,so glad we are here
  joy,"glad
  and happy"
  anger,i hate this awful rain
  anger,how dare you say that
  anger,awful service

  """

/// `parlance classify`: what it prints, and what it says of wrong input.
@Suite struct ClassifyCommandTests {
  private let folder = TemporaryFolder()

  private func train(
    _ text: String = texts, named name: String = "train.csv", to output: String,
    _ extra: String...
  ) throws -> Outcome {
    let path = folder.write(text, to: name)
    return try Command(
      [
        "classify", "train", "--train", path, "--validation", path, "--test", path, "--output",
        folder.file(output), "--quiet", "--format", "json",
      ] + extra
    ).finish()
  }

  @Test func isInspected() throws {
    _ = try train(to: "model", "--epochs", "2")
    let shown = try Command(["inspect", folder.file("model"), "--format", "json"]).finish().object()
    #expect(shown["kind"] as? String == "classifier")
    #expect((shown["parameters"] as? [Any])?.isEmpty == false)
    #expect((shown["history"] as? [Any])?.isEmpty == false)
    let text = try Command(["inspect", folder.file("model")]).finish()
    #expect(text.status == 0)
    #expect(text.output.contains("total"))
  }

  @Test func contracts() throws {
    let trained = try train(to: "model")
    #expect(trained.status == 0, "\(trained.errors)")
    let report = try trained.object()
    #expect(report["modelType"] as? String == "logistic")
    for part in ["validation", "test"] {
      let scores = try #require(report[part] as? [String: Any])
      #expect(scores["accuracy"] as? Double == 1 && scores["texts"] as? Int == 6)
    }
    let evaluated = try Command([
      "classify", "evaluate", "--model", folder.file("model"), "--data", folder.file("train.csv"),
      "--format", "json", "--quiet",
    ]).finish()
    let scores = try evaluated.object()
    for key in ["accuracy", "macroF1", "microF1", "logLoss"] { #expect(scores[key] is Double) }
    let labels = try #require(scores["labels"] as? [String: [String: Any]])
    #expect(Set(labels.keys) == ["joy", "anger"])
    #expect(labels["joy"]?["support"] as? Int == 3 && labels["joy"]?["f1"] as? Double == 1)
  }

  @Test func predictsALineForALine() throws {
    _ = try train(to: "predicting")
    let lines = folder.write("glad\n\nawful rain", to: "lines.txt")
    let command = ["classify", "predict", "--model", folder.file("predicting"), lines]
    let plain = try Command(command).finish().output.split(
      separator: "\n", omittingEmptySubsequences: false)
    #expect(plain.count == 4 && plain[0].hasPrefix("joy\t") && plain[2].hasPrefix("anger\t"))
    let top = try Command(command + ["--top", "2"]).finish().output.split(separator: "\n")
    #expect(top[0].split(separator: "\t").count == 4)
    let json = try Command(command + ["--explain", "--format", "json"]).finish().output
    let first = try #require(json.split(separator: "\n").first)
    let object = try JSONSerialization.jsonObject(with: Data(first.utf8)) as? [String: Any]
    let words = try #require(object?["words"] as? [[String: Any]])
    #expect(words.first?["token"] as? String == "glad")
    #expect((words.first?["contribution"] as? Double ?? 0) > 0)
  }

  @Test func saysWhatItChose() throws {
    let path = folder.write(texts, to: "choice.csv")
    let outcome = try Command([
      "classify", "train", "--train", path, "--validation", path, "--output",
      folder.file("choice"), "--epochs", "1",
    ]).finish()
    #expect(outcome.errors.contains("no --model-type: logistic regression"))
  }

  /// Which of two words comes first is nothing that n-grams tell.
  @Test func aNetworkIsTrainedWhereItDoesBetter() throws {
    var number: UInt64 = 1
    let lines = (0..<1000).map { line -> String in
      let isFirst = line % 2 == 0
      let between = (0..<2).map { _ -> String in
        number = number &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return ["tea", "rain", "stone"][Int(number >> 40) % 3]
      }
      let (first, second) = isFirst ? ("ask", "tell") : ("tell", "ask")
      return
        "\(isFirst ? "yes" : "no"),so \(first) so \(between.joined(separator: " ")) so \(second) so"
    }
    let path = folder.write(
      "label,text\n" + lines.joined(separator: "\n") + "\n", to: "order.csv")
    let command = ["classify", "train", "--train", path, "--format", "json", "--output"]
    let outcome = try Command(command + [folder.file("order")]).finish()
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(
      outcome.errors.contains("of 100 held-out texts")
        && outcome.errors.contains("a gru is trained"))
    let report = try outcome.object()
    #expect(report["modelType"] as? String == "gru")
    let made = try String(contentsOfFile: folder.file("order/run/config.yaml"), encoding: .utf8)
    #expect(made.contains("model-type: gru"))
    // What was said of logistic regression means that.
    let said = try Command(command + [folder.file("said"), "--order", "1"]).finish()
    #expect(try said.object()["modelType"] as? String == "logistic")
    #expect(!said.errors.contains("held-out texts"))
  }

  @Test func measures() throws {
    let path = folder.write(texts, to: "bench.csv")
    let outcome = try Command([
      "bench", "classify", "--train", path, "--validation", path, "--epochs", "1", "--format",
      "json",
    ]).finish()
    let report = try outcome.object()
    for key in ["wordsPerSecond", "textsPerSecond", "millisecondsPerStep"] {
      #expect((report[key] as? Double ?? 0) > 0)
    }
  }

  @Test func wrongInput() throws {
    func fails(_ text: String, _ name: String, _ status: Int32, _ message: String) throws {
      let outcome = try train(text, named: name, to: "bad")
      #expect(outcome.status == status, "\(outcome.errors)")
      #expect(outcome.errors.contains(message), "\(outcome.errors)")
      #expect(!FileManager.default.fileExists(atPath: folder.file("bad")))
    }
    try fails("label,text\na,x\nb\n", "ragged.csv", 65, "ragged.csv:3")
    try fails("label,text\na,x\na,y\n", "one.csv", 65, "all 2 texts have the label a")
    try fails("__label__a x\nno label\n", "lines.txt", 65, "lines.txt:2")
    try fails("label,text\na,\nb,\n", "empty.csv", 65, "no token")
    try fails("label,text\na,\"x\nb,y\n", "quote.csv", 65, "quote.csv:2")
    let missing = try Command(["classify", "train", "--train", folder.file("none.csv")]).finish()
    #expect(missing.status == 66)
    let misplaced = try train(to: "bad", "--pooling", "max")
    #expect(misplaced.status == 64 && misplaced.errors.contains("--pooling does not go with"))
    _ = try train(to: "known")
    let other = folder.write("label,text\nx,glad\ny,awful\n", to: "other.csv")
    let evaluated = try Command([
      "classify", "evaluate", "--model", folder.file("known"), "--data", other,
    ]).finish()
    #expect(evaluated.status == 65)
    let noModel = try Command(["classify", "predict", "--model", folder.file("nothing")]).finish()
    #expect(noModel.status == 66)
  }
}
