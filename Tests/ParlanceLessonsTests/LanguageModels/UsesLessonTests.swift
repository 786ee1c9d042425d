import Testing

@Suite struct UsesLessonTests {
  /// F7. What language models are used for.
  @Test func numbers() throws {
    let page = try soundPage("uses")
    page.expect("best choice", 0)
    #expect(page.value("texts given to the right author")! > 0.9)
  }
}
