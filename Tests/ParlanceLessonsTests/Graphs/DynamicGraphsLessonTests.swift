import Testing

@Suite struct DynamicGraphsLessonTests {
  /// C7. Dynamic graphs, and none.
  @Test func numbers() throws {
    let page = try soundPage("dynamic-graphs")
    page.expect("factors from 1", 4)
    page.expect("factors from 10", 7)
    // n s wⁿ⁻¹
    page.expect("dy/dw from 10", 7 * 10 / 64.0)
    page.expect("in a graph without one", 0)
  }
}
