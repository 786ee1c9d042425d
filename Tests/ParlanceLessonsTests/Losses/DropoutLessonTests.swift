import Testing

@Suite struct DropoutLessonTests {
  /// B3. Dropout.
  @Test func numbers() throws {
    let page = try soundPage("dropout")
    page.expect("share of zeros, inputs", 0.15, within: 0.005)
    page.expect("share of zeros, hidden units", 0.5, within: 0.005)
    page.expect("factor, inputs", 1 / 0.85, within: 1e-6)
    page.expect("factor, hidden units", 2)
    page.expect("mean, hidden units", 1, within: 0.02)
    page.expect("same again", 1)
  }
}
