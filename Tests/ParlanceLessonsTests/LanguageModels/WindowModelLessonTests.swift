import Testing

@Suite struct WindowModelLessonTests {
  /// F2. Fixed-window neural language models.
  @Test func numbers() throws {
    let page = try soundPage("window-model")
    #expect(page.value("window of 4 words")! < 0.1 * page.value("vocabulary")!)
    #expect(page.value("window of 4 words")! > page.value("best possible")!)
  }
}
