import Testing

@Suite struct BiasLessonTests {
  /// H5. Bias.
  @Test func numbers() throws {
    let page = try soundPage("bias")
    #expect(page.value("nurse")! > 0.3 && page.value("engineer")! < -0.3)
    #expect(abs(page.value("cook")!) < 0.3)
    #expect(page.value("P(paid well | he)")! > page.value("P(paid well | she)")!)
    page.expect("p", 1.0 / 6, within: 1e-9)
  }
}
