import Testing

@Suite struct GradientCheckLessonTests {
  /// C5. Gradient checks.
  @Test func numbers() throws {
    let page = try soundPage("gradient-check")
    #expect(page.value("error at 1e−4")! < 1e-7)
    page.expect("best power", -6, within: 1.5)
    #expect(page.value("error of a network")! < 1e-6)
  }
}
