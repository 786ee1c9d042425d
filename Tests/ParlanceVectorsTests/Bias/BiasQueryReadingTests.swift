import Foundation
import ParlanceSystem
import ParlanceTestSupport
import ParlanceVectors
import Testing

@Suite struct BiasQueryReadingTests {
  private func read(_ text: String, chosen: [String] = []) throws -> [BiasQuery] {
    try withFolder { folder in
      try text.write(toFile: folder + "/sets", atomically: true, encoding: .utf8)
      return try BiasQuery.read(path: folder + "/sets", chosen: chosen)
    }
  }

  private func fails(
    _ text: String, _ message: String, chosen: [String] = [],
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let error = #expect(throws: InputError.self, sourceLocation: sourceLocation) {
      try read(text, chosen: chosen)
    }
    #expect(
      error?.description.contains(message) == true, "\(String(describing: error))",
      sourceLocation: sourceLocation)
  }

  private let expected = BiasQuery(
    "music and war",
    targets: [.init("music", ["piano", "brass band"]), .init("war", ["gun", "bomb"])],
    attributes: [.init("good", ["joy"]), .init("bad", ["pain"])])

  @Test func text() throws {
    let text = """
      # ours
      : music and war
      music: piano, brass band
      war: gun bomb
      good: joy
      bad: pain

      music: flute
      war: siege
      all: joy, pain

      """
    let found = try read(text)
    #expect(found.count == 2 && found[0] == expected)
    #expect(found[1].name == "music, war / all" && found[1].attributes.count == 1)
    #expect(try read(text.replacing("\n", with: "\r\n")) == found)
    let chosen = try read(text, chosen: ["good, bad / music, war"])
    #expect(chosen.map(\.name) == ["good, bad / music, war"])
  }

  @Test func jsonInAllItsForms() throws {
    let lists = """
      "targets": [["piano", "brass band"], ["gun", "bomb"]], "attributes": [["joy"], ["pain"]]
      """
    for text in [
      "{\(lists)}", "[{\(lists)}]", "{\"tests\": [{\"name\": \"t\", \(lists)}]}",
      """
      {"X": ["piano", "brass band"], "Y": ["gun", "bomb"], "A": ["joy"], "B": ["pain"]}
      """,
      """
      {"sets": {"music": ["piano", "brass band"], "war": ["gun", "bomb"], "good": ["joy"],
       "bad": ["pain"]}, "tests": [{"targets": ["music", "war"], "attributes": ["good", "bad"]}]}
      """,
      """
      {"target_sets": [["piano", "brass band"], ["gun", "bomb"]], "attribute_sets": [["joy"], ["pain"]],
       "target_sets_names": ["music", "war"], "attribute_sets_names": ["good", "bad"],
       "query_name": "q", "template": [2, 2]}
      """,
      """
      {"targ1": {"category": "music", "examples": ["piano", "brass band"]},
       "targ2": {"category": "war", "examples": ["gun", "bomb"]},
       "attr1": {"category": "good", "examples": ["joy"]},
       "attr2": {"category": "bad", "examples": ["pain"]}}
      """,
    ] {
      let found = try read(text)
      #expect(
        found.count == 1 && found[0].sets.map(\.words) == expected.sets.map(\.words), "\(text)")
      if text.contains("music") {
        #expect(found[0].sets.map(\.name) == expected.sets.map(\.name), "\(text)")
      }
    }
  }

  @Test func publishedTestsByTheNamesOfTheirSets() throws {
    let names = ["math", "arts", "male_terms", "female_terms", "flowers"]
    let text = "{" + names.map { "\"\($0)\": [\"w\"]" }.joined(separator: ",") + "}"
    let found = try read(text)
    #expect(found.map(\.name) == ["WEAT 7: math, arts"] && found[0].published == 1.06)
    #expect(found[0].targets.map(\.name) == ["math", "arts"])
  }

  @Test func aFolderOfFiles() throws {
    try withFolder { folder in
      func write(_ text: String, _ name: String) throws {
        try text.write(toFile: folder + "/" + name, atomically: true, encoding: .utf8)
      }
      #expect(throws: InputError.self) { try BiasQuery.read(path: folder) }
      try write("neither sets nor tests", "README.txt")
      try write("{\"x\": [\"1\"], \"y\": [\"2\"]}", "targets.json")
      try write("{\"a\": [\"3\"], \"b\": [\"4\"]}", "attributes.json")
      let found = try BiasQuery.read(path: folder, chosen: ["x, y / a, b"])
      #expect(found[0].sets.map(\.words) == [["1"], ["2"], ["3"], ["4"]])
      try write("{\"a\": [\"5\"]}", "other.json")
      let error = #expect(throws: InputError.self) { try BiasQuery.read(path: folder) }
      #expect(error?.message.contains("there twice") == true)
    }
  }

  @Test func wrongFiles() {
    fails("", "there are no word sets")
    fails("{\"a\": [", "looks like JSON and is none")
    fails("{\"a\": [\"x\"], \"b\": [\"y\"]}", "Say --test")
    fails("{\"a\": [1]}", "the set a: expected a list of words")
    fails("{\"X\": [\"x\"], \"Y\": [], \"A\": [\"a\"], \"B\": [\"b\"]}", "has no word")
    fails("{\"targets\": [[\"x\"]], \"attributes\": [[\"a\"], [\"b\"]]}", "found 1 sets of targets")
    fails("{\"tests\": 3}", "expected a list of tests")
    fails("[\"word\"]", "expected a test to be an object")
    fails("a: x\nb: y\n", ":1: expected two sets of targets")
    fails("a: x\nb:\n", ":2: the set b has no word")
    fails("a: x\nno set\n", ":2: expected a set as")
    fails("{\"a\": [\"x\"]}", "there is no set c", chosen: ["a, c / a, a"])
    fails("{\"a\": [\"x\"]}", "--test: expected the names", chosen: ["a, a"])
  }

  @Test func missingFiles() {
    let error = #expect(throws: InputError.self) { try BiasQuery.read(path: "/none/there") }
    #expect(error?.kind == .missingInput)
  }

  @Test func ownTestsAreWhole() {
    #expect(BiasWords.queries.count == 4)
    for query in BiasWords.queries {
      #expect(query.sets.allSatisfy { Set($0.words).count == 8 }, "\(query.name)")
      #expect(Set(query.targets[0].words).isDisjoint(with: query.targets[1].words))
    }
    #expect(Set(BiasWords.occupations).count == BiasWords.occupations.count)
  }
}
