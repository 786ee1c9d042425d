import Testing

@Suite struct UnitLessonTests {
  /// A1. One unit.
  @Test func numbers() throws {
    let page = try soundPage("unit")
    page.expect("z", 0.87, within: 0.005)
    page.expect("y", 0.70, within: 0.005)
    page.expect("∂y/∂w[1]", 0.5 * 0.7047 * 0.2953, within: 1e-3)
  }
}
