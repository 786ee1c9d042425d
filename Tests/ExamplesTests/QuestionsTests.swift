import Testing

/// Encoders of a question and of a text, with attention between them.
@Suite struct QuestionsTests {
  @Test func answersQuestionsAboutRecipes() throws {
    let run = try ExampleRun("questions")
    let accuracy = try #require(run.lines.last { $0.hasPrefix("accuracy: ") })
    let value = try #require(
      accuracy.split(separator: " ").dropFirst().first.flatMap { Double($0) })
    #expect(value > 0.9)
    #expect(run.lines.count { $0.contains(" | looks at: ") } == 4)
  }
}
