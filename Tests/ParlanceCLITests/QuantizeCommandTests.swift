import Foundation
import Testing

/// `parlance quantize`: models of every task, what it says, and what it refuses.
@Suite struct QuantizeCommandTests {
  private let folder = TemporaryFolder()

  private func succeeded(_ arguments: [String]) throws -> Outcome {
    let run = try Command(arguments).finish()
    #expect(run.status == 0, "\(arguments): \(run.errors)")
    return run
  }

  private func languageModel() throws -> String {
    _ = try succeeded(folder.trainArguments("--epochs", "1", "--hidden-size", "40"))
    return folder.file("model")
  }

  @Test(arguments: [("int8", 0.4), ("bfloat16", 0.65)])
  func aLanguageModelDoesWhatItDid(format: String, share: Double) throws {
    let (model, text) = (try languageModel(), folder.writeText())
    let report = try succeeded([
      "quantize", model, "--to", format, "--output", folder.file("small"), "--test", text,
      "--format",
      "json",
    ]).object()
    #expect(report["model"] as? String == folder.file("small"))
    let sizes = ["bytesBefore", "bytesAfter"].compactMap { report[$0] as? Double }
    #expect(sizes.count == 2 && sizes[1] < sizes[0] * share, "\(sizes)")
    let cost = try #require(report["cost"] as? [String: Any])
    #expect(cost["measure"] as? String == "perplexity")
    let before = try #require(cost["before"] as? Double)
    let after = try #require(cost["after"] as? Double)
    #expect(abs(after / before - 1) < 0.02)
    let small = ["--model", folder.file("small")]
    let found = try succeeded(["lm", "evaluate", "--data", text, "--format", "json"] + small)
    #expect(try found.object()["perplexity"] as? Double == after)
    func written(_ threads: String) throws -> String {
      try succeeded(["lm", "generate", "--length", "20", "--threads", threads] + small).output
    }
    #expect(try written("1") == written("3"))
    let inspected = try succeeded(["inspect", folder.file("small")]).output
    #expect(inspected.contains(", \(format)"))
    #expect(folder.read("small/README.md").contains("## Quantized"))
  }

  @Test func whatCannotBeQuantizedIsNamed() throws {
    let model = try languageModel()
    let small = folder.file("small")
    _ = try succeeded(["quantize", model, "--to", "int8", "--output", small])
    let counted = folder.file("counted")
    _ = try succeeded([
      "lm", "train", "--train", folder.writeText(), "--output", counted, "--model-type",
      "kneser-ney", "--order", "2", "--quiet",
    ])
    let file = folder.write("text", to: "file")
    for (arguments, status, message) in [
      (["quantize", small, "--to", "int8", "--output", folder.file("x")], 65, "in int8 already"),
      (["quantize", model, "--to", "int8", "--output", small], 73, "not empty"),
      (["quantize", model, "--to", "int8", "--output", model, "--overwrite"], 73, "that is read"),
      (["quantize", folder.file("no"), "--to", "int8", "--output", small], 66, "no such model"),
      (["quantize", file, "--to", "int8", "--output", small], 65, "found a file"),
      (["quantize", counted, "--to", "int8", "--output", folder.file("x")], 65, "one network"),
      (["quantize", model, "--to", "int4", "--output", folder.file("x")], 64, "int4"),
      (["lm", "train", "--resume", "--output", small], 65, "cannot be trained"),
      (["export", "pytorch", "--model", small, "--output", folder.file("x")], 65, "does not read"),
    ] {
      let run = try Command(arguments).finish()
      #expect(run.status == Int32(status) && run.errors.contains(message), "\(run.errors)")
    }
    #expect(!folder.exists("x"))
    _ = try succeeded(["quantize", model, "--to", "bfloat16", "--output", small, "--overwrite"])
  }

  @Test func modelsOfOtherTasksToo() throws {
    let texts = folder.write(
      (0..<40).map { "\($0 % 2 == 0 ? "good" : "bad"),\($0 % 2 == 0 ? "fine day" : "sad rain")\n" }
        .reduce("label,text\n", +), to: "texts.csv")
    let sentences = folder.write(
      [String](repeating: "the DET\ndog NOUN\nruns VERB\n\n", count: 20).joined(), to: "tags.conll")
    let pairs = folder.write(
      [String](repeating: "a b\tx y\n", count: 20).joined(), to: "pairs.tsv")
    let small = ["--hidden-size", "8", "--embedding-size", "8", "--epochs", "1", "--quiet"]
    for (task, extra, data, measure) in [
      ("classify", ["--model-type", "lstm"], texts, "accuracy"),
      ("tag", [], sentences, "accuracy"), ("translate", [], pairs, "natsPerSentence"),
    ] {
      let model = folder.file(task)
      _ = try succeeded(
        [task, "train", "--train", data, "--validation", data, "--output", model] + small + extra)
      let report = try succeeded([
        "quantize", model, "--to", "int8", "--output", model + "-small", "--test", data, "--format",
        "json",
      ]).object()
      #expect((report["cost"] as? [String: Any])?["measure"] as? String == measure)
      let flag = ["--model", model + "-small", "--data", data, "--format", "json"]
      _ = try succeeded([task, "evaluate"] + flag)
    }
  }
}
