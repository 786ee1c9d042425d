import Testing

@Suite struct RecurrentStepLessonTests {
  /// E1. A recurrent network by hand.
  @Test func numbers() throws {
    let page = try soundPage("recurrent-step")
    page.expect("h1[1]", 4)
    page.expect("h1[2]", 0)
    page.expect("label 1", 0)
    page.expect("h2[1]", 7)
    page.expect("h2[2]", 5)
    page.expect("label 2", 2)
  }
}
