import Testing

@Suite struct PenaltiesLessonTests {
  /// B2. L2 against L1.
  @Test func numbers() throws {
    let page = try soundPage("penalties")
    for (place, wish) in [0.05, 0.1, 0.2, 0.5, 1, 2].enumerated() {
      page.expect("L2[\(place + 1)]", wish / 1.4, within: 0.01)
      page.expect("L1[\(place + 1)]", max(0, wish - 0.2), within: 0.01)
    }
  }
}
