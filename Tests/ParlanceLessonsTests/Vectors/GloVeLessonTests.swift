import Testing

@Suite struct GloVeLessonTests {
  /// H2. GloVe.
  @Test func numbers() throws {
    let page = try soundPage("glove")
    // ln of the published ratios 8.9, .085, 1.36 and .96.
    page.expect("ln ratio, solid", 2.186, within: 1e-3)
    page.expect("ln ratio, gas", -2.465, within: 1e-3)
    page.expect("ln ratio, water", 0.307, within: 1e-3)
    page.expect("ln ratio, fashion", -0.041, within: 1e-3)
    #expect(page.value("loss at the end")! < 0.1 * page.value("loss at first")!)
  }
}
