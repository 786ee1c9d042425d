import Foundation
import Testing

/// `lm suggest`, `lm choose` and `lm surprise`.
@Suite struct UsesCommandTests {
  private let folder = TemporaryFolder()

  /// A 3-gram model of a text, or of small sentences.
  private func model(_ name: String = "model", _ text: String? = nil) throws -> String {
    let data = text.map { folder.write($0, to: name + ".txt") } ?? folder.writeText()
    let outcome = try parlance(
      "lm", "train", "--model-type", "kneser-ney", "--order", "3", "--train", data, "--output",
      folder.file(name), "--quiet")
    #expect(outcome.status == 0, "\(outcome.errors)")
    return folder.file(name)
  }

  private func objects(_ outcome: Outcome) throws -> [[String: Any]] {
    #expect(outcome.status == 0, "\(outcome.errors)")
    return try outcome.lines.map { line in
      try #require(
        try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }
  }

  @Test func suggestsForALine() throws {
    let model = try model()
    let text = try parlance("lm", "suggest", "--model", model, "--count", "2", "the ")
    #expect(text.status == 0, "\(text.errors)")
    #expect(text.lines.count == 3)
    #expect(Set(text.lines.prefix(2).map { $0.prefix(3) }) == ["cat", "old"])
    #expect(text.lines[2].hasPrefix("…"))
    let half = try parlance("lm", "suggest", "--model", model, "--format", "json", "a do").object()
    #expect(
      Set(half.keys) == ["prefix", "begun", "suggestions", "remaining", "microseconds"])
    #expect(half["begun"] as? String == "do")
    let words = try #require(half["suggestions"] as? [[String: Any]])
    #expect(words.map { $0["token"] as? String } == ["dog"])
    #expect(words.allSatisfy { Set($0.keys) == ["token", "probability"] })
    #expect(abs((half["remaining"] as? Double ?? 1)) < 1e-9)
    #expect(half["microseconds"] as? Double ?? 0 > 0)
    let end = try parlance(
      "lm", "suggest", "--model", model, "--allow-end", "the cat sees a dog . ", "--count", "1")
    #expect(end.lines.first?.hasPrefix("</s>") == true)
  }

  @Test func oneLineInOneLineOut() throws {
    let outcome = try parlance(
      "lm", "suggest", "--model", try model(), "--count", "3",
      input: "the \nthe old\n\nnothing known \nx")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.split(separator: "\n", omittingEmptySubsequences: false).count == 6)
    #expect(outcome.lines[0].split(separator: "\t").count == 4)
    #expect(outcome.lines[4] == "… 1.0000")
  }

  /// An answer comes before the next line is written.
  @Test func answersWhileStandardInputIsOpen() throws {
    let process = Process()
    process.executableURL = try Command.executable
    process.arguments = ["lm", "suggest", "--model", try model()]
    let (input, output) = (Pipe(), Pipe())
    (process.standardInput, process.standardOutput) = (input, output)
    try process.run()
    for line in ["\n", "a\n", "the \n"] {
      input.fileHandleForWriting.write(Data(line.utf8))
      let answer = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
      #expect(answer.hasSuffix("\n") && answer.contains("…"), "\(answer)")
    }
    try input.fileHandleForWriting.close()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
  }

  @Test func choosesLines() throws {
    let model = try model()
    let text = try parlance(
      "lm", "choose", "--model", model, "dog a sees the cat .", "a dog sees the cat .")
    #expect(text.status == 0, "\(text.errors)")
    #expect(text.lines.count == 3)
    #expect(text.lines[1].hasSuffix("  a dog sees the cat ."))
    let groups = try objects(
      try parlance(
        "lm", "choose", "--model", model, "--format", "json",
        input: "a dog\ndog a\n\n \na\tthe\tzebra\nmy sister\n"))
    let rankings = try groups.map { try #require($0["ranking"] as? [[String: Any]]) }
    #expect(rankings.map(\.count) == [2, 3, 1])
    #expect(rankings[0][0]["text"] as? String == "a dog")
    #expect(rankings[1][2]["unknown"] as? Int == 1)
    for ranking in rankings {
      let sum = ranking.reduce(0.0) { $0 + ($1["posterior"] as? Double ?? 0) }
      #expect(abs(sum - 1) < 1e-9)
      for entry in ranking {
        #expect(
          Set(entry.keys) == [
            "text", "posterior", "logProbability", "perplexity", "tokens", "unknown",
          ])
      }
    }
  }

  @Test func choosesModels() throws {
    let cats = try model("cats", "the cat sat on the mat\na cat purrs\nmy cat likes the mat\n")
    let dogs = try model("dogs", "the dog ran in the park\na dog barks\nmy dog likes the park\n")
    let data = folder.write(
      "__label__cats a cat sat\n__label__d a dog ran\n__label__cats my dog barks\na cat purrs\n",
      to: "data.txt")
    let arguments = ["lm", "choose", "--model", cats, "--model", "d=" + dogs]
    let text = try Command(arguments + ["--data", data]).finish()
    #expect(text.status == 0, "\(text.errors)")
    #expect(text.errors.contains("vocabularies differ"))
    #expect(text.lines.prefix(4).map { $0.prefix { $0 != " " } } == ["cats", "d", "d", "cats"])
    #expect(text.output.contains("2 of 3 right"))
    let json = try objects(
      try Command(arguments + ["--data", data, "--format", "json", "--quiet"]).finish())
    #expect(json.count == 5)
    #expect(Set(json[0].keys) == ["text", "label", "ranking"])
    #expect(json[0]["text"] as? String == "a cat sat")
    #expect(Set(json[4].keys) == ["accuracy", "labelled", "confusion"])
    #expect(
      json[4]["confusion"] as? [String: [String: Int]] == [
        "cats": ["cats": 1, "d": 1], "d": ["d": 1],
      ])
    let whole = try objects(
      try Command(arguments + ["--whole", "--format", "json", "--quiet", "a cat", "a mat"]).finish()
    )
    let ranking = try #require(whole.first?["ranking"] as? [[String: Any]])
    #expect(ranking.map { $0["model"] as? String } == ["cats", "d"])
    #expect(ranking[0]["tokens"] as? Int == 6)
    // A prior can outweigh a text.
    let prior = try Command(
      arguments + ["--prior", "d=1", "--prior", "cats=1e-9", "a cat"]
    ).finish()
    #expect(prior.lines[1].hasSuffix("  d"), "\(prior.output)")
  }

  @Test func surprise() throws {
    let model = try model()
    let svg = folder.file("text.svg")
    let text = try parlance(
      "lm", "surprise", "--model", model, "--svg", svg, "--top", "1", "a dog xyzzy", "the cat")
    #expect(text.status == 0, "\(text.errors)")
    #expect(text.lines.count == 4)
    #expect(text.lines[0].hasPrefix("a ("))
    #expect(text.lines[3].contains("xyzzy  unknown"))
    #expect(!text.output.contains("\u{1B}"))
    #expect(folder.read("text.svg").contains(">xyzzy</text>"))
    let again = try parlance("lm", "surprise", "--model", model, "--svg", svg, "a")
    #expect(again.status == 73)
    let data = folder.write("a dog\n\nthe cat\n", to: "data.txt")
    let table = try parlance("lm", "surprise", "--model", model, "--data", data, "--tsv")
    #expect(
      table.lines.map { $0.split(separator: "\t").prefix(3).joined(separator: " ") } == [
        "1 1 a", "1 2 dog", "1 3 </s>", "3 1 the", "3 2 cat", "3 3 </s>",
      ])
    let lines = try objects(
      try parlance("lm", "surprise", "--model", model, "--format", "json", input: "a dog\nx\n"))
    #expect(lines.count == 2)
    #expect(Set(lines[0].keys) == ["line", "nats", "words"])
    let words = try #require(lines[0]["words"] as? [[String: Any]])
    #expect(words.allSatisfy { Set($0.keys) == ["token", "nats", "unknown"] })
    #expect(words.count == 3)
  }

  @Test func benchScore() throws {
    let report = try parlance(
      "bench", "score", "--model", try model(), "--data", folder.writeText(), "--format", "json"
    ).object()
    #expect(
      Set(report.keys) == ["openMilliseconds", "readWordsPerSecond", "scoreWordsPerSecond"])
    for (_, value) in report { #expect((value as? Double ?? 0) > 0) }
  }

  @Test(arguments: [
    (["suggest", "--model", "m", "--count", "0"], "--count: expected 1 to"),
    (["suggest", "a"], "--model"), (["choose", "a", "b"], "--model"),
    (["choose", "--model", "m", "--data", "f", "a"], "--data exclude each other"),
    (["choose", "--model", "m", "--whole", "a"], "--whole needs several models"),
    (["choose", "--model", "m", "--prior", "m=1", "a"], "--prior needs several models"),
    (["choose", "--model", "x/m", "--model", "y/m"], "two models are called m"),
    (["choose", "--model", "a", "--model", "b", "--prior", "a=1"], "found none for b"),
    (["choose", "--model", "a", "--model", "b", "--prior", "a=x"], "expected a number above 0"),
    (
      [
        "choose", "--model", "a", "--model", "b", "--prior", "a=1", "--prior", "b=1", "--prior",
        "c=1",
      ],
      "--prior c=1: there is no such model"
    ),
    (["surprise", "--model", "m", "--data", "f", "a"], "--data exclude each other"),
    (["surprise", "--model", "m", "--tsv", "--format", "json"], "exclude each other"),
    (["surprise", "--model", "m", "--top=-1"], "--top: expected 0 to"),
    (["surprise", "a"], "--model"),
  ])
  func usage(arguments: [String], message: String) throws {
    let outcome = try Command(["lm"] + arguments).finish()
    #expect(outcome.status == 64, "\(arguments): \(outcome.errors)")
    #expect(outcome.errors.contains(message), "\(outcome.errors)")
    #expect(outcome.output.isEmpty)
  }

  @Test func wrongInput() throws {
    func failure(_ status: Int32, _ message: String, _ arguments: String...) throws {
      let outcome = try Command(["lm"] + arguments + ["--quiet"]).finish()
      #expect(outcome.status == status, "\(arguments): \(outcome.errors)")
      #expect(outcome.errors.contains(message), "\(outcome.errors)")
      #expect(outcome.output.isEmpty, "\(outcome.output)")
    }
    let model = try model()
    let (none, empty) = (folder.file("none"), folder.write("\n\n", to: "empty.txt"))
    let invalid = folder.write(Data([0x41, 0xFF]), to: "invalid.txt")
    let labelled = folder.write("__label__z a\n", to: "labelled.txt")
    try failure(66, none, "suggest", "--model", none, "a")
    try failure(66, none, "choose", "--model", none, "a")
    try failure(66, none, "surprise", "--model", none, "a")
    try failure(66, none, "choose", "--model", model, "--data", none)
    try failure(66, none, "surprise", "--model", model, "--data", none)
    try failure(65, "there is no line", "choose", "--model", model, "--data", empty)
    try failure(65, "holds no token", "surprise", "--model", model, "--data", empty)
    try failure(65, "invalid.txt:1:", "choose", "--model", model, "--data", invalid)
    try failure(65, "invalid.txt:1:", "surprise", "--model", model, "--data", invalid)
    try failure(
      65, "labelled.txt:1: the label z is none of", "choose", "--model", model, "--model",
      "b=" + model, "--data", labelled)
    try failure(73, "/proc", "surprise", "--model", model, "--svg", "/proc/no/a.svg", "a")
  }
}
