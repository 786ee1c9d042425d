import Testing

@Suite struct NGramsLessonTests {
  /// F1. n-gram language models.
  @Test func numbers() throws {
    let page = try soundPage("n-grams")
    page.expect("P(cat | the)", 2.0 / 3)
    page.expect("P(slept | cat)", 0)
    #expect(page.value("perplexity, order 3")! < page.value("perplexity, order 2")!)
    #expect(page.value("perplexity, order 5")! > page.value("best possible")!)
  }
}
