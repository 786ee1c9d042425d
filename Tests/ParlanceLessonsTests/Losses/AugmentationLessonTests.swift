import Testing

@Suite struct AugmentationLessonTests {
  /// B5. Data augmentation.
  @Test func numbers() throws {
    let page = try soundPage("augmentation")
    #expect(page.value("different texts")! > 500)
    page.expect("share of words kept", 0.8, within: 0.03)
  }
}
