import Testing

@Suite struct GatesLessonTests {
  /// E5. The LSTM and its gates.
  @Test func numbers() throws {
    let page = try soundPage("gates")
    for place in 1...2 {
      page.expect("h by the layer[\(place)]", page.value("h[\(place)]")!, within: 1e-6)
    }
    page.expect("P(negated)", 1, within: 0.01)
    page.expect("P with “very” for “not”", 0, within: 0.01)
    for unit in 0...1 {
      page.expect("forget \(unit) at not", 0, within: 0.1)
      page.expect("forget \(unit) at the end", 1, within: 0.1)
    }
  }
}
