import Testing

@Suite struct RecurrentModelLessonTests {
  /// F3, F4. Recurrent language models, and their texts.
  @Test func numbers() throws {
    let page = try soundPage("recurrent-model")
    #expect(page.value("held-out perplexity")! < 20)
    #expect(page.value("held-out perplexity")! > page.value("best possible")!)
  }
}
