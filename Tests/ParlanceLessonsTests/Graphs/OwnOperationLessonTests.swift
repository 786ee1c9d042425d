import Testing

@Suite struct OwnOperationLessonTests {
  /// C4. An operation of one's own.
  @Test func numbers() throws {
    let page = try soundPage("own-operation")
    page.expect("L", -24)
    page.expect("∂L/∂a", -8)
    page.expect("∂L/∂b", 6)
    #expect(page.value("error")! < 1e-9 && page.value("error of the wrong one")! > 0.1)
  }
}
