import Foundation
import Testing

/// `parlance vectors bias` and `debias`: what they print, and what they say of wrong input.
@Suite struct VectorsBiasCommandTests {
  private let folder = TemporaryFolder()

  /// Two axes of meaning; "he" and "she" differ along the third.
  private func vectors() -> String {
    let rows = [
      "he 1 1 1", "she 1 1 -1", "man 2 0.5 1", "woman 2 0.5 -1", "piano 3 0 0.3", "flute 3 0.2 0.1",
      "gun 0 3 -0.2", "bomb 0.3 3 0.4", "joy 2 0.1 0", "peace 2 0.3 0.2", "pain 0.1 2 0",
      "grief 0.2 2 0.3", "engineer 1 1 0.5", "nurse 1 1 -0.6",
    ]
    return folder.write(rows.map { $0 + "\n" }.joined(), to: "vectors.txt")
  }

  private func sets() -> String {
    folder.write(
      """
      : music and war
      music: Piano, flute
      war: gun, bomb
      pleasant: joy, peace
      unpleasant: pain, grief

      """, to: "sets.txt")
  }

  private func run(_ arguments: String...) throws -> Outcome {
    try Command(["vectors"] + arguments).finish()
  }

  private func fails(
    _ arguments: [String], _ status: Int32, _ message: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let outcome = try Command(["vectors"] + arguments).finish()
    #expect(outcome.status == status, "\(outcome.errors)", sourceLocation: sourceLocation)
    #expect(
      outcome.errors.contains(message), "\(outcome.errors)", sourceLocation: sourceLocation)
    #expect(outcome.output.isEmpty, sourceLocation: sourceLocation)
  }

  @Test func contract() throws {
    let outcome = try run(
      "bias", "--vectors", vectors(), "--sets", sets(), "--format", "json")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let object = try outcome.object()
    let tests = try #require(object["tests"] as? [[String: Any]])
    #expect(tests.count == 1 && tests[0]["name"] as? String == "music and war")
    #expect((tests[0]["effectSize"] as? Double ?? 0) > 1.5)
    #expect(abs((tests[0]["p"] as? Double ?? 0) - 1.0 / 6) < 1e-12)
    #expect(tests[0]["covered"] as? Double == 1 && tests[0]["exact"] as? Bool == true)
    for key in ["ect", "rnsb", "statistic"] { #expect(tests[0][key] is Double) }
    #expect(object["direction"] == nil)
  }

  @Test func directionInTextJSONAndPicture() throws {
    let svg = folder.file("words.svg")
    let command = [
      "vectors", "bias", "--vectors", vectors(), "--direction", "he - she, man - woman", "--svg",
      svg,
      "nurse", "engineer", "nothing",
    ]
    let outcome = try Command(command + ["--format", "json"]).finish()
    #expect(outcome.status == 0 && outcome.errors.contains("1 word without a vector"))
    let direction = try #require(try outcome.object()["direction"] as? [String: Any])
    let words = try #require(direction["words"] as? [[String: Any]])
    #expect(words.map { $0["word"] as? String } == ["engineer", "nurse"])
    #expect((words[1]["projection"] as? Double ?? 0) < -0.3)
    #expect((direction["directBias"] as? Double ?? 0) > 0.3)
    #expect(folder.read("words.svg").contains(">engineer</text>"))
    try fails(Array(command.dropFirst()), 73, "--overwrite")
    let text = try Command(command + ["--overwrite"]).finish().output
    #expect(text.contains("she ←") && text.contains("direct bias of 2 words"))
    #expect(!text.contains("work, home"))
  }

  @Test func withoutSetsTheOwnOnesAreTaken() throws {
    let outcome = try run("bias", "--vectors", vectors())
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("work, home / men, women"))
    #expect(outcome.output.contains("not measured: work, home / men, women: work: 8 of 8 words"))
    #expect(outcome.output.contains("engineer"))
    // No English words at all.
    let other = folder.write("a 1 2\nb 2 1\n", to: "other.txt")
    let none = try run("bias", "--vectors", other, "--format", "json")
    #expect(none.status == 0 && none.errors.contains("has no pair of words"))
    let tests = try #require(try none.object()["tests"] as? [[String: Any]])
    #expect(
      tests.count == 4 && tests.allSatisfy { $0["effectSize"] is NSNull && $0["p"] is NSNull })
  }

  @Test func wrongInput() throws {
    let vectors = vectors()
    let bias = ["bias", "--vectors", vectors]
    try fails(bias + ["--sets", folder.file("none")], 66, "none")
    let empty = folder.write("", to: "empty.txt")
    try fails(bias + ["--sets", empty], 65, "no word sets")
    let unknown = folder.write("a: x, y\nb: z\nc: u\nd: v\n", to: "unknown.txt")
    try fails(
      bias + ["--sets", unknown], 65, "no test can be made with these vectors: a: 2 of 2 words")
    let few = folder.write("music: piano, x\nwar: gun, bomb\na: joy\nb: pain\n", to: "few.txt")
    try fails(bias + ["--sets", few], 65, "--lost-words allows more")
    let allowed = try Command(
      ["vectors"] + bias + ["--sets", few, "--lost-words", "0.5"]
    ).finish()
    #expect(allowed.status == 0 && allowed.output.contains("5 of 6"))
    #expect(allowed.errors.contains("one word as a target says little"))
    try fails(bias + ["--direction", "he"], 64, "--direction: expected pairs")
    try fails(bias + ["--direction", "x - y"], 65, "has no pair of words")
    try fails(bias + ["--direction", "he - she", "--pairs", few], 64, "exclude each other")
    try fails(bias + ["--test", "a, b / c, d"], 64, "give --sets too")
    try fails(bias + ["--permutations", "0"], 64, "--permutations")
    try fails(bias + ["--lost-words", "2"], 64, "--lost-words")
    try fails(bias + ["--write-card"], 64, "expected a model's folder")
    try fails(["bias", "--vectors", folder.file("none")], 66, "none")
    let binary = folder.write(Data([0x7B, 0xFF, 0xFE, 0]), to: "binary.json")
    try fails(bias + ["--sets", binary], 65, "binary.json")
  }

  @Test func debiasing() throws {
    let output = folder.file("fair.txt")
    let pairs = folder.write(
      "piano gun 1\nflute bomb 2\njoy pain 0.5\npiano flute 9\nnone gun 3\n", to: "pairs.txt")
    let command = [
      "vectors", "debias", "--vectors", vectors(), "--direction", "he - she, man - woman",
      "--output", output, "--sets", sets(), "--similarity", pairs,
    ]
    let outcome = try Command(command + ["--format", "json"]).finish()
    #expect(outcome.status == 0, "\(outcome.errors)")
    let report = try outcome.object()
    #expect(report["neutralized"] as? Int == 14 && report["equalized"] as? Int == 2)
    let bias = try #require(report["directBias"] as? [String: Any])
    #expect((bias["before"] as? Double ?? 0) > 0.2 && (bias["after"] as? Double ?? 1) < 1e-6)
    let test = try #require((report["tests"] as? [[String: Any]])?.first)
    for key in ["before", "after"] {
      let part = try #require(test[key] as? [String: Any])
      #expect((part["effectSize"] as? Double ?? 0) > 1.5)
    }
    let similarity = try #require((report["similarity"] as? [[String: Any]])?.first)
    #expect(similarity["covered"] as? Int == 4 && similarity["pairs"] as? Int == 5)
    // The file is one of vectors again, without the direction.
    let again = try run(
      "bias", "--vectors", output, "--direction", "he - she", "--format", "json", "nurse")
    let direction = try #require(try again.object()["direction"] as? [String: Any])
    #expect((direction["directBias"] as? Double ?? 1) < 1e-6)
    try fails(Array(command.dropFirst()), 73, "--overwrite")
    let text = try Command(command + ["--overwrite", "--quiet"]).finish()
    #expect(text.status == 0 && text.errors.isEmpty)
    #expect(text.output.contains("14 words neutralised, 0 kept, 2 sets equalised"))
  }
}
