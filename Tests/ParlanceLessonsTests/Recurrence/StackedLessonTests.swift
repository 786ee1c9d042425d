import Testing

@Suite struct StackedLessonTests {
  /// E7, E8. Layers above each other, and both directions.
  @Test func numbers() throws {
    let page = try soundPage("stacked")
    page.expect("inputs of output 1, stacked", 1)
    page.expect("inputs of output 1, both", 4)
    page.expect("inputs of output 4, stacked", 4)
    page.expect("uses, stacked", 4)
  }
}
