import Testing

@Suite struct NotANumberLessonTests {
  /// D6. NaN and Inf.
  @Test func numbers() throws {
    let page = try soundPage("not-a-number")
    page.expect("e⁸⁹ is infinite", 1)
    page.expect("found", 1)
    #expect(page.value("restarts")! > 0 && page.value("loss at the end")! < 0.01)
  }
}
