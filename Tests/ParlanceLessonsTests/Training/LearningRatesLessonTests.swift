import Testing

@Suite struct LearningRatesLessonTests {
  /// D3. Learning rates.
  @Test func numbers() throws {
    let page = try soundPage("learning-rates")
    page.expect("rate 0.1", 0.3486784401, within: 1e-9)
    page.expect("rate 2.1", 2.5937424601, within: 1e-9)
    page.expect("rate, halved every 5", 0.5 / 128)
    #expect(page.value("loss, halved every 5")! < page.value("loss, fixed 0.5")!)
  }
}
