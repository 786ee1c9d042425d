import Testing

@Suite struct TaggingLessonTests {
  /// G6, G7. Windows and bidirectional GRUs for tagging.
  @Test func numbers() throws {
    let page = try soundPage("tagging")
    page.expect("max(0, 1 − 2.5 + 1.0)", 0)
    page.expect("max(0, 1 − 0.8 + 0.3)", 0.5, within: 1e-9)
    #expect(page.value("F1, window of 5")! > 0.9 && page.value("F1, both-way GRU")! > 0.9)
  }
}
