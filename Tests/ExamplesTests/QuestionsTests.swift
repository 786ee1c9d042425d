import Testing

/// A question about a recipe, answered by one of its words.
@Suite struct QuestionsTests {
  @Test func answersNearlyAll() throws {
    let run = try ExampleRun("questions")
    let words = try #require(run.lines.first { $0.hasPrefix("accuracy: ") }).split(separator: " ")
    #expect(try #require(Double(words[1])) > 0.97)
    // The last lines are questions with their answers.
    #expect(run.lines.suffix(2).allSatisfy { $0.contains(" ? ") })
  }
}
