import Testing

@Suite struct PaddingLessonTests {
  /// G5. Batches of texts of different lengths.
  @Test func numbers() throws {
    let page = try soundPage("padding")
    #expect(page.value("padding by length")! < page.value("padding as they come")!)
    page.expect("greatest difference", 0, within: 1e-6)
    for place in 1...4 {
      page.expect(
        "in a batch[\(place)]", page.value("h of the short text, alone[\(place)]")!, within: 1e-6)
    }
  }
}
