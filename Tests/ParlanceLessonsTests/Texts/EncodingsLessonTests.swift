import Testing

@Suite struct EncodingsLessonTests {
  /// G3. One vector from many states.
  @Test func numbers() throws {
    let page = try soundPage("encodings")
    page.expect("max[1]", 0.8)
    page.expect("max[2]", 0.9)
    page.expect("mean[1]", 0.4, within: 1e-9)
    #expect(page.value("accuracy, max")! > 0.95)
    #expect(page.value("accuracy, max")! > page.value("accuracy, last")!)
  }
}
