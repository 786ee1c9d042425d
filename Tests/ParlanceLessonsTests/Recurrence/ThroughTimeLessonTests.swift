import Testing

@Suite struct ThroughTimeLessonTests {
  /// E2. Backpropagation through time.
  @Test func numbers() throws {
    let page = try soundPage("through-time")
    page.expect("∂L/∂w, shared", page.value("their sum")!, within: 1e-12)
    page.expect("last 6", 0.71017, within: 1e-5)
    let uses = (1...6).map { page.value("by use[\($0)]")! }
    for kept in [4, 2, 1] {
      page.expect("last \(kept)", uses.suffix(kept).reduce(0, +), within: 1e-12)
    }
  }
}
