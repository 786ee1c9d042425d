import Testing

@Suite struct AttentionLessonTests {
  /// G8. Encoders, attention, and what comes next.
  @Test func numbers() throws {
    let page = try soundPage("attention")
    page.expect("scores[3]", 3)
    // e³ / (2 e + e³)
    page.expect("weights[3]", 0.7869860, within: 1e-6)
    #expect(page.value("accuracy on new lists")! > 0.9)
    #expect(page.value("weight on the answer")! > 0.9)
  }
}
