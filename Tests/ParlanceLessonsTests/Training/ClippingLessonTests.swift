import Testing

@Suite struct ClippingLessonTests {
  /// D5. Clipping.
  @Test func numbers() throws {
    let page = try soundPage("clipping")
    page.expect("norm, by norm", 1.5, within: 1e-5)
    page.expect("slope, by norm", 0.4, within: 1e-9)
    page.expect("slope, by value", 0.8, within: 1e-9)
    #expect(page.value("norm after")! < 2)
  }
}
