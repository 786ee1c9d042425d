import Testing

@Suite struct DescentLessonTests {
  /// D1. Full batch, one example, mini-batch.
  @Test func numbers() throws {
    let page = try soundPage("descent")
    #expect(page.value("loss with 1")! < page.value("loss with 16")!)
    #expect(page.value("loss with 16")! < page.value("loss with 240")!)
    page.expect("steps with 16", 15)
  }
}
