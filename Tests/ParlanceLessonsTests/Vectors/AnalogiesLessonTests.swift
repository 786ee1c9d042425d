import Testing

@Suite struct AnalogiesLessonTests {
  /// H3, H4. Neighbours and analogies.
  @Test func numbers() throws {
    let page = try soundPage("analogies")
    page.expect("distance a b", 5)
    page.expect("cos(a, b)", 1, within: 1e-9)
    page.expect("cos(a, c)", 0.96, within: 1e-9)
    page.expect("king − man + woman is queen", 1)
    #expect(page.value("right of six")! >= 5)
    #expect(page.value("cos(king, queen)")! > page.value("cos(king, girl)")!)
  }
}
