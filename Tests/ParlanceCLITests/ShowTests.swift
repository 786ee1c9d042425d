import Foundation
import ParlanceTestSupport
import Testing

/// `parlance show …`: a test for each of what it shows.
@Suite struct ShowTests {
  private let folder = TemporaryFolder()

  /// A model of the golden files.
  private func golden(_ name: String) throws -> String { try goldenPath("models-0.1") + "/" + name }

  private func show(_ arguments: String...) throws -> Outcome {
    try Command(["show"] + arguments).finish()
  }

  /// Runs it three ways: as text, as JSON, and with a picture, which must be whole.
  private func shown(_ arguments: [String], svg kind: String) throws -> (
    text: String, json: [String: Any]
  ) {
    let text = try Command(["show"] + arguments).finish()
    #expect(text.status == 0, "\(text.errors)")
    let file = folder.file(UUID().uuidString + ".svg")
    let json = try Command(
      ["show"] + arguments + ["--format", "json", "--svg", file, "--quiet"]
    ).finish()
    #expect(json.status == 0 && json.errors.isEmpty, "\(json.errors)")
    let svg = try String(contentsOfFile: file, encoding: .utf8)
    try expectWellFormed(svg)
    #expect(elementCount(svg, kind) > 0)
    let again = try Command(["show"] + arguments + ["--svg", file]).finish()
    #expect(again.status == 73 && again.errors.contains("--overwrite"))
    return (text.output, try json.object())
  }

  private func translator(_ extra: String...) throws -> String {
    let pairs = (0..<12).map { "a day \($0)\tein Tag \($0)\n" }.joined()
    let outcome = try Command(
      [
        "translate", "train", "--train", folder.write(pairs, to: "pairs.tsv"), "--output",
        folder.file("translator"), "--overwrite", "--hidden-size", "8", "--embedding-size", "8",
        "--level", "word", "--epochs", "1", "--least-steps", "1", "--quiet",
      ] + extra
    ).finish()
    #expect(outcome.status == 0, "\(outcome.errors)")
    return folder.file("translator")
  }

  @Test func gates() throws {
    let found = try shown(
      ["gates", "--model", golden("lstm"), "--text", "the cat", "--units", "3,1"], svg: "cell")
    #expect(found.json["tokens"] as? [String] == ["</s>", "the", "cat"])
    let units = try #require(found.json["units"] as? [[String: Any]])
    #expect(units.map { $0["unit"] as? Int } == [3, 1])
    let values = try #require(units[0]["values"] as? [String: [Double]])
    #expect(
      Set(values.keys) == ["input", "forget", "output", "candidate", "cell", "hidden"])
    // hₜ = o ⊙ tanh(cₜ), cₜ = f ⊙ cₜ₋₁ + i ⊙ c̃ₜ.
    var cell = 0.0
    for step in 0..<3 {
      cell = values["forget"]![step] * cell + values["input"]![step] * values["candidate"]![step]
      #expect(abs(values["cell"]![step] - cell) < 1e-6)
      #expect(abs(values["hidden"]![step] - values["output"]![step] * tanh(cell)) < 1e-6)
    }
    #expect(found.text.contains("forget 3") && found.text.contains("hidden 1"))
    let bad = try show("gates", "--model", golden("lstm"), "--text", "a", "--units", "9")
    #expect(bad.status == 64 && bad.errors.contains("the layer has 4 units, from 0; found 9"))
    let none = try show("gates", "--model", golden("window"), "--text", "a")
    #expect(none.status == 65 && none.errors.contains("no recurrent layer"))
    let layer = try show("gates", "--model", golden("lstm"), "--text", "a", "--layer", "7")
    #expect(layer.status == 64 && layer.errors.contains("0 (layer 0), 1 (layer 1)"))
  }

  /// A unit that tells the labels apart is found over labelled texts.
  @Test func gatesByAnswer() throws {
    let texts =
      "label,text\n" + (0..<8).map { $0 % 2 == 0 ? "spam,the cat\n" : "ham,a wolf\n" }.joined()
    let labels = try String(contentsOfFile: golden("gru") + "/labels.txt", encoding: .utf8)
      .split(separator: "\n")
    let known = texts.replacingOccurrences(of: "spam", with: labels[0])
      .replacingOccurrences(of: "ham", with: labels[1])
    let data = folder.write(known, to: "texts.csv")
    let found = try show(
      "gates", "--model", golden("gru"), "--text", "a day", "--by", "answer", "--data", data,
      "--format", "json")
    let scores = try #require(try found.object()["scores"] as? [[String: Any]])
    // Two texts that differ: whatever a unit says is explained by which of them it is.
    #expect(abs((scores[0]["score"] as? Double ?? 0) - 1) < 1e-6)
    #expect(
      try show("gates", "--model", golden("gru"), "--text", "a", "--by", "answer").status == 64)
  }

  @Test func gradients() throws {
    let found = try shown(
      ["gradients", "--model", golden("lstm"), "--text", "the cat in a"], svg: "series")
    #expect(found.json["loss"] as? String == "−ln P(</s>)")
    let layers = try #require(found.json["layers"] as? [[String: Any]])
    #expect(layers.map { $0["layer"] as? String } == ["layer 0", "layer 1"])
    let norms = try #require(layers[1]["hidden"] as? [Double])
    #expect(norms.count == 5 && norms[4] > norms[0] && norms[0] > 0)
    #expect(found.text.contains("a step") && found.text.contains("‖∂L/∂c‖"))
    let mean = try show(
      "gradients", "--model", golden("lstm"), "--text", "the cat", "--loss", "mean")
    #expect(mean.output.hasPrefix("mean loss = "))
    let answer = try show(
      "gradients", "--model", golden("lstm"), "--text", "the", "--answer", "cat")
    #expect(answer.output.hasPrefix("−ln P(cat) = "))
  }

  @Test func attention() throws {
    let found = try shown(
      ["attention", "--model", try translator(), "--text", "a day 3", "--answer", "ein Tag 3"],
      svg: "cell")
    #expect(found.json["keys"] as? [String] == ["a", "day", "3", "</s>"])
    let weights = try #require(found.json["weights"] as? [[[Double]]])
    #expect(weights.count == 1 && weights[0].count == 4)
    for row in weights[0] { #expect(abs(row.reduce(0, +) - 1) < 1e-5) }
    let heads = try translator(
      "--model-type", "transformer", "--heads", "2", "--feed-forward-size", "8")
    let all = try show(
      "attention", "--model", heads, "--text", "a day 3", "--format", "json", "--quiet")
    let object = try all.object()
    #expect((object["layers"] as? [String])?.contains("encoder.0.self_attn") == true)
    #expect((object["layer"] as? String)?.hasSuffix(".multihead_attn") == true)
    #expect((object["weights"] as? [[[Double]]])?.count == 2)
    let none = try show("attention", "--model", golden("lstm"), "--text", "a")
    #expect(none.status == 65 && none.errors.contains("no attention"))
  }

  @Test func activations() throws {
    let found = try shown(
      ["activations", "--model", golden("gru"), "--text", "a good day"], svg: "cell")
    let rows = try #require(found.json["layers"] as? [[String: Any]])
    #expect(
      rows.prefix(4).map { $0["function"] as? String } == [
        "reset", "update", "candidate", "hidden",
      ])
    #expect(rows.allSatisfy { $0["saturated"] is Double })
    let text = try show("activations", "--model", golden("window"), "--text", "the cat")
    #expect(text.output.contains("hidden.0  tanh"))
    #expect(try show("activations", "--model", golden("gru")).status == 64)
  }

  @Test func graph() throws {
    let found = try shown(
      ["graph", "L = c * (a + 2 * b)", "--values", "a=3,b=1,c=-2"], svg: "operation")
    #expect(found.json["value"] as? Double == -10)
    #expect(found.json["gradients"] as? [String: Double] == ["a": -2, "b": -4, "c": 5])
    #expect(found.text.contains("L = multiply") && !found.text.contains("[]"))
    let model = try show("graph", "--model", golden("lstm"), "--text", "the cat")
    #expect(model.output.contains("rnn.weight_hh_l1") && model.output.contains("loss = "))
    let missing = try show("graph", "a + b", "--values", "a=1")
    #expect(missing.status == 64 && missing.errors.contains("a, b, found none for b"))
    #expect(try show("graph", "a +", "--values", "a=1").errors.contains("at the end"))
    #expect(try show("graph", "a", "--values", "a=x").status == 64)
    #expect(try show("graph", "a", "--values", "a=1", "--dot").output.hasPrefix("digraph"))
  }

  @Test func unrolled() throws {
    let found = try shown(
      ["unrolled", "--model", golden("lstm"), "--text", "the cat"], svg: "state")
    #expect(found.text.contains("rnn.weight_hh_l1  [4, 16]    3×"))
    #expect(found.text.contains("output 2 depends on inputs 1 to 2: </s> the"))
    let networks = try #require(found.json["networks"] as? [[String: Any]])
    #expect((networks[0]["outputs"] as? [[String: Any]])?.count == 3)
    let both = try show("unrolled", "--model", golden("tagger"), "--text", "the cat")
    #expect(both.output.contains("output 1 depends on all inputs"))
  }

  @Test func cliff() throws {
    let found = try shown(
      ["cliff", "--model", golden("lstm"), "--text", "the cat", "--resolution", "4"], svg: "scale")
    let losses = try #require(found.json["losses"] as? [[Double]])
    #expect(losses.count == 5 && losses.allSatisfy { $0.count == 5 })
    // The middle of the map is the model.
    #expect(abs(losses[2][2] - (found.json["loss"] as? Double ?? 0)) < 1e-6)
    let path = try show(
      "cliff", "--model", golden("run"), "--text", "the cat", "--resolution", "2",
      "--directions", "path", "--format", "json")
    let points = try #require(try path.object()["points"] as? [[String: Any]])
    #expect(points.count == 1 && abs((points[0]["x"] as? Double ?? 0) - 1) < 1e-5)
    let none = try show(
      "cliff", "--model", golden("lstm"), "--text", "a", "--directions", "path")
    #expect(none.status == 66 && none.errors.contains("--path"))
    let other = try show(
      "cliff", "--model", golden("lstm"), "--text", "a", "--path", golden("gru"))
    #expect(other.status == 65 && other.errors.contains("expected weights of shape"))
  }

  @Test func embeddings() throws {
    let found = try shown(
      ["embeddings", "--model", golden("lstm"), "the", "cat", "--count", "3"], svg: "mark")
    let words = try #require(found.json["words"] as? [[String: Any]])
    #expect(words.map { $0["word"] as? String } == ["the", "cat"])
    #expect((words[0]["neighbours"] as? [Any])?.count == 3)
    let typo = try show("embeddings", "--model", golden("lstm"), "cta")
    #expect(typo.status == 65 && typo.errors.contains("did you mean cat"))
    #expect(try show("embeddings", "--model", golden("ngram")).status == 65)
    let source = try show("embeddings", "--model", try translator(), "day", "--count", "2")
    #expect(source.status == 0 && source.output.hasPrefix("day"), "\(source.errors)")
  }

  @Test func confusions() throws {
    let labels = try String(contentsOfFile: golden("gru") + "/labels.txt", encoding: .utf8)
      .split(separator: "\n")
    let rows = (0..<6).map { "__label__\(labels[$0 % 2]) a good day\n" }.joined()
    let data = folder.write(rows, to: "labelled.txt")
    let found = try shown(
      ["confusions", "--model", golden("gru"), "--data", data], svg: "cell")
    #expect((found.json["counts"] as? [[Int]])?.joined().reduce(0, +) == 6)
    #expect(found.text.contains("accuracy 50.00 % of 6") && found.text.contains("100.0 %"))
    let none = try show("confusions", "--model", golden("lstm"), "--data", data)
    #expect(none.status == 65 && none.errors.contains("classifiers and taggers"))
    #expect(try show("confusions", "--model", golden("gru")).status == 64)
  }

  @Test func errors() throws {
    let lines = folder.write("the cat\ncat cat cat the\n\nin a\n", to: "lines.txt")
    let found = try shown(
      ["errors", "--model", golden("lstm"), "--data", lines, "--top", "2"], svg: "word")
    let cases = try #require(found.json["cases"] as? [[String: Any]])
    let badness = cases.compactMap { $0["badness"] as? Double }
    #expect(badness.count == 2 && badness[0] >= badness[1] && found.json["texts"] as? Int == 3)
    let labels = try String(contentsOfFile: golden("gru") + "/labels.txt", encoding: .utf8)
      .split(separator: "\n")
    let data = folder.write(
      (0..<6).map { "__label__\(labels[$0 % 2]) a good day\n" }.joined(), to: "labelled.txt")
    let wrong = try show("errors", "--model", golden("gru"), "--data", data)
    #expect(wrong.output.hasPrefix("3 of 6 texts wrong") && wrong.output.contains("expected"))
    let pairs = try show(
      "errors", "--model", try translator(), "--data", folder.file("pairs.tsv"), "--top", "1")
    #expect(pairs.output.contains("  said      ") && pairs.output.contains("</s> ("))
    #expect(try show("errors", "--model", golden("gru")).status == 64)
  }
}
