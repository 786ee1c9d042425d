import ParlanceText
import Testing

@Suite struct WordVectorsTests {
  private func read(_ text: String, keeping: ((String) -> Bool)? = nil) throws -> WordVectors {
    try withFile(text) { try WordVectors.read(path: $0, keeping: keeping) }
  }

  @Test func wordsMayHaveSpaces() throws {
    let vectors = try read("the 0.5 -1\n. . . 1e-2 3 \nNew York 4 5\nthe 9 9\n")
    #expect(vectors.words == ["the", ". . .", "New York"])
    #expect(vectors.numbers == [0.5, -1, 0.01, 3, 4, 5] && vectors.dimension == 2)
    #expect(vectors.index(of: "the") == 0 && vectors.index(of: "New York") == 2)
    #expect(vectors.index(near: "#The") == 0 && vectors.index(near: "#") == nil)
    #expect(vectors.index(near: "The") == 0 && vectors.index(of: "The") == nil)
  }

  @Test func aFirstLineMayCountWordsAndNumbers() throws {
    let vectors = try read("2 3\na 1 2 3\nb 4 5 6\n")
    #expect(vectors.words == ["a", "b"] && vectors.dimension == 3)
  }

  @Test func mostLinesSayHowManyNumbers() throws {
    let lines = (0..<9).map { "w\($0) 1 2 3\n" }.joined()
    let error = inputError { _ = try read(lines + "cut 1 2") }
    #expect(error?.line == 10 && error?.message.contains("3 numbers, found 3 fields") == true)
    #expect(try read("\n" + lines + " \n\n").dimension == 3)
    #expect(try read("New York 1 2 3\n" + lines).words[0] == "New York")
    #expect(try read(lines.replacing(" ", with: "\t")).dimension == 3)
    #expect(inputError { _ = try read("9 2\n" + lines) }?.message.contains("promises 2") == true)
  }

  @Test func wordsThatAreNoTextAreCounted() throws {
    let bytes = Array("2 1\nred 1\ncaf".utf8) + [0xE9] + Array(" 2\n".utf8)
    let vectors = try withFile(bytes) { try WordVectors.read(path: $0) }
    #expect(vectors.words == ["red"] && vectors.notes.count == 1)
    #expect(vectors.notes[0].contains("1 word is not UTF-8"))
    #expect(vectors.coverage(of: ["red", "Red", "green", "x"]).hasPrefix("50.0 %"))
  }

  @Test func aHeaderThatPromisesMoreIsNoted() throws {
    let vectors = try read("400 2\na 1 2\nb 3 4\n")
    #expect(vectors.words.count == 2 && vectors.notes[0].contains("promises 400 words, found 2"))
    #expect(try read("2 2\na 1 2\nb 3 4\n") { $0 == "a" }.notes.isEmpty)
  }

  @Test func onlyTheWordsAskedForAreKept() throws {
    let vectors = try read("a 1 2\nb 3 4\n") { $0 == "b" }
    #expect(vectors.words == ["b"] && vectors.dimension == 2)
  }

  @Test(arguments: [
    ("", nil), ("word\n", 1), ("3 2\na 1 2\nb 1\n", 3), ("a 1 x\n", 1), ("a 1 2\nb 1 nan\n", 2),
  ])
  func badFilesAreNamed(text: String, line: Int?) {
    let error = inputError { _ = try read(text) }
    #expect(error?.kind == .badData && error?.line == line)
  }
}
