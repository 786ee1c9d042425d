import Testing

@Suite struct LearnedVectorsLessonTests {
  /// H1. Vectors learned by predicting the next word.
  @Test func numbers() throws {
    let page = try soundPage("learned-vectors")
    let after = page.value("cos(carrot, leek) after 4")!
    #expect(after > page.value("cos(carrot, leek) after 0")!)
    #expect(after > page.value("cos(carrot, bake) after 4")!)
  }
}
