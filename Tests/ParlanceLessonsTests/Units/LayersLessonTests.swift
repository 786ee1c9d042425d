import Testing

@Suite struct LayersLessonTests {
  /// A7, A4. Many small products against a large one.
  @Test func numbers() throws {
    let page = try soundPage("layers")
    page.expect("x · w1", 0.37, within: 1e-9)
    page.expect("x W[1]", 0.37, within: 1e-9)
    page.expect("greatest difference", 0, within: 1e-4)
    #expect(page.value("ratio")! > 0)
  }
}
