import Testing

@Suite struct UpdateRulesLessonTests {
  /// D2. Update rules.
  @Test func numbers() throws {
    let page = try soundPage("update-rules")
    for step in 1...3 { page.expect("step \(step)", 0.1, within: 1e-5) }
    #expect(page.value("momentum after 20")! < page.value("SGD after 20")!)
  }
}
