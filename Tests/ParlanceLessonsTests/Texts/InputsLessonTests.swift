import Testing

@Suite struct InputsLessonTests {
  /// G4. Characters or words; learned or given vectors.
  @Test func numbers() throws {
    let page = try soundPage("inputs")
    #expect(page.value("vocabulary, word")! > page.value("vocabulary, character")!)
    #expect(page.value("unknown, word")! > page.value("unknown, character")!)
    page.expect("moved, fixed", 0)
    #expect(page.value("moved, fine-tuned")! > 0)
  }
}
