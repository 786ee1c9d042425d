import Testing

@Suite struct GRULessonTests {
  /// E6. The GRU in both forms.
  @Test func numbers() throws {
    let page = try soundPage("gru")
    for form in ["before", "after"] { page.expect("difference, \(form)", 0, within: 1e-6) }
    #expect(page.value("h₁, before") != page.value("h₁, after"))
    page.expect("parameters, gru", 3 * page.value("parameters, rnn")!)
  }
}
