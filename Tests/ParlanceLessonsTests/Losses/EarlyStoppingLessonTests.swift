import Testing

@Suite struct EarlyStoppingLessonTests {
  /// B4. Early stopping.
  @Test func numbers() throws {
    let page = try soundPage("early-stopping")
    let best = page.value("best step")!
    #expect(best > 1 && best < 400)
    #expect(page.value("training at the end")! < page.value("training at the best")!)
    #expect(page.value("validation at the end")! > page.value("validation at the best")!)
  }
}
