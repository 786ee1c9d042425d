import Testing

@Suite struct TwoLayersLessonTests {
  /// C6, C8. Two layers under binary cross-entropy.
  @Test func numbers() throws {
    let page = try soundPage("two-layers")
    for y in [0, 1] {
      page.expect("∂L/∂z, y = \(y)", page.value("a − y, y = \(y)")!, within: 1e-9)
    }
    page.expect("z", 1.28, within: 1e-9)
    page.expect("parameters", 9)
  }
}
