import Testing

@Suite struct CliffsLessonTests {
  /// E4. Iterated functions and cliffs.
  @Test func numbers() throws {
    let page = try soundPage("cliffs")
    // The slope of f at 0 is 3.5, and so of f six times 3.5⁶.
    page.expect("steepest 1×", 3.5, within: 1e-9)
    page.expect("steepest 6×", 1838.265625, within: 1e-6)
    page.expect("greatest norm", 38.9, within: 0.05)
    page.expect("w, free", 10.41, within: 0.005)
    page.expect("loss, clipped", 0.0002, within: 5e-5)
  }
}
