import Foundation
import Testing

/// `parlance classify bias` and `evaluate --group-column`.
@Suite struct ClassifyBiasCommandTests {
  private let folder = TemporaryFolder()

  /// A model to which "she" is a sign of joy, and "he" one of anger.
  private func model() throws -> String {
    let texts = """
      label,text,region
      joy,she is glad,north
      joy,she came home,south
      joy,she sings,north
      anger,he is awful,south
      anger,he went home,north
      anger,he shouts,

      """
    let path = folder.write(texts, to: "train.csv")
    let outcome = try Command([
      "classify", "train", "--train", path, "--validation", path, "--output",
      folder.file("model"), "--quiet", "--overwrite",
    ]).finish()
    #expect(outcome.status == 0, "\(outcome.errors)")
    return folder.file("model")
  }

  private func fails(
    _ arguments: [String], _ status: Int32, _ message: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let outcome = try Command(["classify"] + arguments).finish()
    #expect(outcome.status == status, "\(outcome.errors)", sourceLocation: sourceLocation)
    #expect(
      outcome.errors.contains(message), "\(outcome.errors)", sourceLocation: sourceLocation)
  }

  @Test func templates() throws {
    let model = try model()
    let templates = folder.write(
      """
      : templates
      {person} is {feeling}
      today {person} was {feeling}
      : feeling
      glad
      awful
      tired
      : person women
      she
      : person men
      he

      """, to: "templates.txt")
    let command = ["classify", "bias", "--model", model, "--templates", templates]
    let report = try Command(command + ["--format", "json"]).finish().object()
    #expect(report["frames"] as? Int == 6 && report["sentences"] as? Int == 12)
    let comparison = try #require((report["comparisons"] as? [[String: Any]])?.first)
    #expect(comparison["first"] as? String == "men" && comparison["second"] as? String == "women")
    let labels = try #require(comparison["labels"] as? [[String: Any]])
    let joy = try #require(labels.first { $0["label"] as? String == "joy" })
    #expect((joy["difference"] as? Double ?? 0) < -0.1 && (joy["p"] as? Double ?? 1) < 0.05)
    let card = try String(contentsOfFile: model + "/README.md", encoding: .utf8)
    let text = try Command(command + ["--write-card"]).finish()
    #expect(text.status == 0 && text.output.contains("another label is the likeliest in"))
    let written = try String(contentsOfFile: model + "/README.md", encoding: .utf8)
    #expect(!card.contains("Bias by templates") && written.contains("## Bias by templates"))
    #expect(written.hasPrefix(card))
    // The model is what it was.
    #expect(try Command(command).finish().status == 0)
    // The own templates, whose words such a model hardly knows.
    let own = try Command(["classify", "bias", "--model", model]).finish()
    #expect(own.status == 0 && own.output.contains("16 templates"))
  }

  @Test func wrongTemplates() throws {
    let model = try model()
    let bias = ["bias", "--model", model]
    try fails(bias + ["--templates", folder.file("none")], 66, "none")
    let plain = folder.write(": templates\nall is well\n: p a\nx\n: p b\ny\n", to: "plain.txt")
    try fails(bias + ["--templates", plain], 65, "expected a place-holder of groups")
    let empty = folder.write("", to: "empty.txt")
    try fails(bias + ["--templates", empty], 65, "there is no template")
    try fails(["bias", "--model", folder.file("nothing")], 66, "model.json")
    let trained = try Command(folder.trainArguments(output: "lm")).finish()
    #expect(trained.status == 0)
    try fails(["bias", "--model", folder.file("lm")], 65, "expected a model of kind classifier")
  }

  @Test func groups() throws {
    let model = try model()
    let command = [
      "classify", "evaluate", "--model", model, "--data", folder.file("train.csv"),
      "--group-column", "region",
    ]
    let outcome = try Command(command + ["--format", "json"]).finish()
    #expect(outcome.errors.contains("1 text of 6 with nothing in column region"))
    let report = try outcome.object()
    #expect(report["texts"] as? Int == 6 && report["accuracy"] is Double)
    let groups = try #require(report["groups"] as? [String: Any])
    let names = (groups["groups"] as? [[String: Any]])?.compactMap { $0["name"] as? String }
    #expect(names == ["north", "south"] && groups["withoutGroup"] as? Int == 1)
    let labels = try #require(groups["labels"] as? [String: [String: Any]])
    let parity = try #require(labels["joy"]?["demographicParity"] as? [String: Any])
    // Two of three in the north, one of two in the south.
    #expect(abs((parity["value"] as? Double ?? 0) - 1.0 / 6) < 1e-12)
    #expect(parity["interval"] is [String: Any])
    let text = try Command(command + ["--write-card"]).finish()
    #expect(text.output.contains("demographic parity difference 16.67 %"))
    #expect(
      try String(contentsOfFile: model + "/README.md", encoding: .utf8).contains(
        "## Scores by region"))
    // Without a column the contract is as before.
    let plain = try Command(Array(command.dropLast(2)) + ["--format", "json"]).finish().object()
    #expect(plain["groups"] == nil)
  }

  @Test func wrongGroups() throws {
    let model = try model()
    let evaluate = ["evaluate", "--model", model, "--data"]
    let data = folder.file("train.csv")
    try fails(evaluate + [data, "--group-column", "sex"], 65, "there is no column sex")
    let one = folder.write("label,text,g\njoy,x,a\nanger,y,a\n", to: "one.csv")
    try fails(evaluate + [one, "--group-column", "g"], 65, "all texts are of the group a")
    let none = folder.write("label,text,g\njoy,x,\nanger,y, \n", to: "none.csv")
    try fails(evaluate + [none, "--group-column", "g"], 65, "is empty in all texts")
    let lines = folder.write("__label__joy x\n", to: "lines.txt")
    try fails(evaluate + [lines, "--group-column", "g"], 64, "have no column g")
    try fails(evaluate + [data, "--write-card"], 64, "give --group-column too")
    let many = "label,text,g\n" + (0..<300).map { "joy,x,\($0)\n" }.joined()
    let path = folder.write(many, to: "many.csv")
    try fails(evaluate + [path, "--group-column", "g"], 65, "300 different values")
  }
}
