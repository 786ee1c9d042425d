import Testing

@Suite struct HardwareLessonTests {
  /// D7. Threads and devices.
  @Test func numbers() throws {
    let page = try soundPage("hardware")
    page.expect("10⁹ operations forward", 9.1, within: 1e-9)
    page.expect("same bits", 1)
  }
}
